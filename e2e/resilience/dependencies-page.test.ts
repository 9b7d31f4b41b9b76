import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createManualClock } from "../../packages/plinth/src/core/index.ts";
import type { AccountRow } from "../../packages/plinth/src/modules/accounts/index.ts";
import type { Identity } from "../../packages/plinth/src/testing/identity.ts";
import { keyboardFaults } from "../support/accessible-page.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../support/browser.ts";
import { lookAt, startConsole } from "../support/console.ts";
import { expectGoodInEveryWidth } from "../support/every-width.ts";
import { type StubSmtp, startStubSmtp } from "../support/stub-smtp.ts";

warnWithoutChromium();

const PAGE = "/console/operations/dependencies";
const WORDS = "Mails may come late or not at all.";

describe.skipIf(chromiumPath === undefined)("mail is cut while people look", () => {
  const clock = createManualClock(Date.now());
  const faults: string[] = [];
  let stub: StubSmtp;
  let identity: Identity;
  let browser: Browser;
  let admin: AccountRow;
  let asked = 0;

  const pageOf = (account: AccountRow | null, path: string): Promise<Page> =>
    lookAt(browser, identity, { account, path, faults });
  const forget = async (): Promise<void> => {
    asked += 1;
    const { email } = await identity.addAccount();
    const from = { "x-forwarded-for": `203.0.113.${asked}` };
    await identity.send("POST", "/api/v1/auth/password/forgot", { email }, from);
  };
  const degraded = async (): Promise<string> =>
    (await identity.send("GET", "/health")).headers.get("degraded") ?? "";
  const cut = async (): Promise<void> => {
    stub.set("fails");
    for (let call = 0; call < 5; call += 1) await forget();
    await expect.poll(degraded, { timeout: 15_000 }).toBe("mail;mode=degraded");
  };
  const press = (page: Page, name: string) =>
    page.getByRole("button", { name, exact: true }).click();

  beforeAll(async () => {
    stub = await startStubSmtp();
    identity = await startConsole({
      clock,
      env: {
        SMTP_URL: stub.url,
        TRUSTED_PROXIES: '["127.0.0.1"]',
        DEPENDENCY_OPEN_SECONDS: "3600",
      },
    });
    admin = await identity.addAccount({ role: "admin", name: "Ada", email: "ada@example.org" });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await identity?.app.stop();
    await stub?.close();
  });

  it("RES-03: pages of both applications say that mail is degraded, and go on; a reset ends it", async () => {
    const page = await pageOf(admin, PAGE);
    await page.getByText("Calls go through.").waitFor();
    expect(await page.getByText(WORDS).count()).toBe(0);
    await cut();
    // The page looks by itself.
    await page.getByText(/nothing is called for another/).waitFor();
    await page.getByRole("status").getByText(WORDS).waitFor();
    const visitor = await pageOf(null, "/");
    await visitor.getByRole("status").getByText(WORDS).waitFor();
    expect(await visitor.getByRole("heading", { level: 1 }).count()).toBe(1);
    await visitor.goto(`${identity.app.localUrl}/signin`);
    await visitor.getByLabel("E-mail").first().waitFor();
    await visitor.context().close();
    stub.set("works");
    await press(page, "Call Mail again now");
    await press(page, "Call it again");
    await page.getByText("Mail is called again.").first().waitFor();
    await page.getByText("Calls go through.").waitFor();
    await page.getByText(WORDS).first().waitFor({ state: "detached" });
    await forget();
    await expect.poll(stub.taken, { timeout: 15_000 }).toBe(1);
    await page.context().close();
  });

  it("RES-03: an administrator switches mail off, and leaves it to what is seen again", async () => {
    const page = await pageOf(admin, PAGE);
    const choose = async (label: string) => {
      await page.getByRole("button", { name: /Mode of Mail/ }).click();
      await page.getByRole("option", { name: new RegExp(`^${label}`) }).click();
      await page.getByRole("dialog").getByText("This holds on all nodes").waitFor();
      await press(page, `Set ${label}`);
      await page.getByText(`Mail is set: ${label}.`).first().waitFor();
    };
    await choose("Off");
    await page.getByText("Off, set by an administrator").waitFor();
    await page.getByRole("status").getByText(WORDS).waitFor();
    const before = stub.connections();
    expect(await degraded()).toBe("mail;mode=off");
    await forget();
    await choose("Automatic");
    await page.getByText("Works as usual").waitFor();
    expect([await degraded(), stub.connections()]).toEqual(["", before]);
    await page.context().close();
  });

  it("RES-03: whoever may only look is shown no switch; others see a closed page", async () => {
    const { tokens } = await identity.addSession(admin);
    const role = { description: "Looks", permissions: ["dependencies:read"] };
    const authorization = `Bearer ${tokens.accessToken}`;
    const saved = await identity.send("PUT", "/api/v1/admin/roles/watch", role, { authorization });
    expect(saved.status).toBe(200);
    const watch = await pageOf(await identity.addAccount({ role: "watch" }), PAGE);
    await watch.getByText("Calls go through.").waitFor();
    expect(await watch.getByRole("button", { name: /Mode of|Call/ }).count()).toBe(0);
    const user = await pageOf(await identity.addAccount({}), PAGE);
    await user.getByText("Your account may not see").waitFor();
    await watch.context().close();
    await user.context().close();
  });

  it("P-114: has no fault at 390 and 1280 px, light and dark, by eye, reader and keyboard", async () => {
    await cut();
    const page = await pageOf(admin, PAGE);
    await page.getByRole("status").getByText(WORDS).waitFor();
    await page.getByText(/nothing is called for another/).waitFor();
    await expectGoodInEveryWidth(page, {
      shots: "PICTURES",
      name: "mail-cut",
      widths: [390, 1280],
    });
    expect(await keyboardFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
