import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { application as cibozer } from "../../../apps/cibozer/server/application.ts";
import { identityModules, operationsModules } from "../../../packages/plinth/src/app/index.ts";
import { createManualClock } from "../../../packages/plinth/src/index.ts";
import type { Costs } from "../../../packages/plinth/src/modules/costs/service.ts";
import { type Identity, startIdentity } from "../../../packages/plinth/src/testing/identity.ts";
import { keyboardFaults } from "../../support/accessible-page.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { expectGoodInEveryWidth } from "../../support/every-width.ts";

warnWithoutChromium();

const DAY_MS = 86_400_000;

describe.skipIf(chromiumPath === undefined)("an administrator looks at what services cost", () => {
  let identity: Identity;
  let browser: Browser;
  let page: Page;
  let spender = "";

  const open = async (role: string): Promise<Page> => {
    const account = await identity.addAccount({ role });
    const { cookie } = await identity.addSession(account);
    const context = await browser.newContext({ reducedMotion: "reduce" });
    const url = identity.app.localUrl.replace("http:", "https:");
    await context.addCookies([{ name: "__Host-plinth", value: cookie, url, secure: true }]);
    const opened = await context.newPage();
    opened.setDefaultTimeout(20_000);
    await opened.goto(`${identity.app.localUrl}/console/admin/usage`);
    return opened;
  };

  beforeAll(async () => {
    const own = new Set(["accounts", "sessions", "mfa", "credentials"]);
    const modules = [...identityModules, ...operationsModules].filter(({ name }) => !own.has(name));
    const clock = createManualClock(Date.now() - 3 * DAY_MS);
    identity = await startIdentity({ clock, modules, web: cibozer.web ?? [] });
    const costs = identity.app.modules.service("costs") as Costs;
    costs.declarePrices({ small: { input: "0.5", output: "1.5" } });
    spender = (await identity.addAccount()).id;
    const other = (await identity.addAccount()).id;
    const record = (accountId: string, endpoint: string, tokensIn: number) =>
      costs.record({ accountId, endpoint, model: "small", tokensIn, tokensOut: 1_000 });
    await record(spender, "POST /api/v1/plans", 4_000_000);
    await record(other, "POST /api/v1/notes", 1_000_000);
    clock.advance(3 * DAY_MS);
    for (let call = 0; call < 104; call += 1) await record(spender, "POST /api/v1/plans", 10_000);
    browser = await launchBrowser();
    page = await open("admin");
  });
  afterAll(async () => {
    await browser?.close();
    await identity?.app.stop();
  });

  it("QB-03: sees sums by account, endpoint and day, and leaves the others out", async () => {
    await page.getByRole("heading", { level: 1, name: "Usage" }).waitFor();
    await page.getByRole("img", { name: /^106 calls for .* on 2 of 30 days$/ }).waitFor();
    const byAccount = page.getByRole("table", { name: /by account/ });
    await byAccount.getByRole("button", { name: spender }).click();
    await page.getByText(`Only account ${spender.slice(0, 8)}…`).waitFor();
    await page.getByRole("img", { name: /^105 calls for / }).waitFor();
    expect(await page.getByRole("button", { name: "POST /api/v1/notes" }).count()).toBe(0);
    await page.getByRole("button", { name: "Show 80 more" }).click();
    await page.getByRole("button", { name: "Older" }).click();
    await page.getByRole("button", { name: "Newer" }).click();
    await page.getByRole("button", { name: "Show everything" }).click();
    await page.getByRole("img", { name: /^106 calls for / }).waitFor();
  });

  it("QB-03: saves the same as CSV and JSON", async () => {
    for (const [name, start] of [
      ["CSV", '"time","account","endpoint"'],
      ["JSON", '[{"id":'],
    ] as const) {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("link", { name: `Save as ${name}` }).click(),
      ]);
      const chunks: Buffer[] = [];
      for await (const chunk of await download.createReadStream()) chunks.push(Buffer.from(chunk));
      expect(Buffer.concat(chunks).toString("utf8").startsWith(start)).toBe(true);
    }
  });

  it("UX-01: the page is good for everyone, in every width, and closed to those who may not look", async () => {
    await page.reload();
    await page.getByRole("img", { name: /^106 calls for / }).waitFor();
    await expectGoodInEveryWidth(page, { shots: "COST_SHOTS", name: "costs" });
    expect(await keyboardFaults(page)).toEqual([]);
    const refused = await open("user");
    await refused.getByText("Your role does not open this page.").waitFor();
    await refused.context().close();
  });
});
