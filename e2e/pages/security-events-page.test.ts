import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createManualClock } from "../../packages/plinth/src/core/index.ts";
import type { AccountRow } from "../../packages/plinth/src/modules/accounts/index.ts";
import type { Identity } from "../../packages/plinth/src/testing/identity.ts";
import { contrastFaults, documentFaults, keyboardFaults } from "../support/accessible-page.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../support/browser.ts";
import { lookAgain, lookAt, startConsole } from "../support/console.ts";
import { expectGoodInEveryWidth } from "../support/every-width.ts";

warnWithoutChromium();

const ATTACK = `"><img src=x onerror="document.title='broken'">`;

describe.skipIf(chromiumPath === undefined)("somebody looks at security events", () => {
  const clock = createManualClock(Date.now());
  const faults: string[] = [];
  let identity: Identity;
  let browser: Browser;
  let admin: AccountRow;
  let page: Page;

  const pageOf = (account: AccountRow, path = ""): Promise<Page> =>
    lookAt(browser, identity, { account, path: `/console/admin/security-events${path}`, faults });
  const attack = (from: string) =>
    identity.send("GET", `/docs/errors/${encodeURIComponent(ATTACK)}`, undefined, {
      "x-forwarded-for": from,
    });
  const signInWrongly = (from: string) =>
    identity.send(
      "POST",
      "/api/v1/auth/signin",
      { email: "nobody@example.org", password: "Wrong-Tulpen-9" },
      { "x-forwarded-for": from },
    );
  const press = (name: string | RegExp, within: Pick<Page, "getByRole"> = page) =>
    within
      .getByRole("button", { name, exact: typeof name === "string" })
      .first()
      .click();
  const rows = (caption: string, of = page) =>
    of.getByRole("table", { name: caption }).getByRole("row");

  beforeAll(async () => {
    identity = await startConsole({
      clock,
      // The tests speak for callers elsewhere; the browser comes from this machine.
      env: { TRUSTED_PROXIES: '["127.0.0.1"]' },
    });
    admin = await identity.addAccount({ role: "admin", name: "Ada", email: "ada@example.org" });
    browser = await launchBrowser();
    page = await pageOf(admin);
  });
  beforeEach(async () => {
    clock.advance(3_600_000);
    await lookAgain(page, identity, { account: admin, path: "/console/admin/security-events" });
    await page.getByRole("heading", { level: 1, name: "Security events" }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await identity?.app.stop();
  });

  it("LOG-07: sees a refused sign-in and a blocked attack appear; what was sent stays unseen", async () => {
    await signInWrongly("203.0.113.7");
    await attack("203.0.113.8");
    // The page looks again by itself.
    await rows("Security events").filter({ hasText: "203.0.113.7" }).first().waitFor();
    const finding = rows("Security events").filter({ hasText: "203.0.113.8" }).first();
    await finding.getByText("xss · params.code").waitFor();
    await press("Inspection of input blocked", finding);
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Input that looks like an attack was refused.").waitFor();
    expect(await dialog.innerText()).toMatch(/Rule\s+xss\.[a-z-]+/);
    expect(await dialog.innerText()).not.toContain("onerror");
    expect(await page.title()).not.toBe("broken");
    await press("Close", dialog);
    const tile = page.locator(".tile", { hasText: "Blocked input" });
    await tile.getByText(/^[1-9]/).waitFor();
  });

  it("LOG-07: filters by event, outcome and address, keeps it in the address, and leads back", async () => {
    await signInWrongly("203.0.113.17");
    await attack("203.0.113.18");
    await page.reload();
    await page.getByRole("searchbox", { name: "Address" }).fill("203.0.113.18");
    await rows("Security events")
      .filter({ hasText: "203.0.113.17" })
      .waitFor({ state: "detached" });
    await page.waitForURL(/address=203\.0\.113\.18/);
    await rows("Security events").nth(2).waitFor({ state: "detached" });
    expect(await rows("Security events").nth(1).innerText()).toContain("203.0.113.18");
    await page.getByRole("searchbox", { name: "Address" }).fill("<b>");
    await page.getByText("Enter an IP address").waitFor();
    await press("Show everything");
    await page.getByRole("button", { name: /Event/ }).first().click();
    await page.getByRole("option", { name: /Sign-in failed/ }).click();
    await page.waitForURL(/name=signin\.failed/);
    await rows("Security events")
      .filter({ hasText: "203.0.113.18" })
      .waitFor({ state: "detached" });
    const file = page.getByRole("link", { name: "Save as CSV" });
    expect(await file.getAttribute("href")).toContain("format=csv&name=signin.failed");
    await page.getByRole("searchbox", { name: "Address" }).fill("192.0.2.99");
    await page.getByText("No event fits.").waitFor();
  });

  it("AZ-02: whoever may look sees what came; others see a closed page", async () => {
    for (let call = 0; call < 2; call += 1) await attack("203.0.113.37");
    const role = { description: "Looks", permissions: ["security:read"] };
    const { tokens } = await identity.addSession(admin);
    const authorization = `Bearer ${tokens.accessToken}`;
    const saved = await identity.send("PUT", "/api/v1/admin/roles/watch", role, { authorization });
    expect(saved.status).toBe(200);
    const watch = await pageOf(await identity.addAccount({ role: "watch" }));
    await rows("Security events", watch).filter({ hasText: "203.0.113.37" }).first().waitFor();
    const user = await pageOf(await identity.addAccount({}));
    await user.getByText("Not for your account").waitFor();
    await watch.context().close();
    await user.context().close();
  });

  it("UX-08: says calmly when it cannot look any more, and goes on by itself", async () => {
    await rows("Security events").first().waitFor();
    await page.route("**/api/v1/admin/security-events**", (route) => route.abort());
    await page.getByText("What you see is getting old").waitFor();
    await page.unroute("**/api/v1/admin/security-events**");
    await page.getByText("What you see is getting old").waitFor({ state: "detached" });
  });

  it("P-114: has no fault at 390 and 1280 px, light and dark, by eye, reader and keyboard", async () => {
    for (let call = 0; call < 7; call += 1) {
      await attack("203.0.113.47");
      await signInWrongly(`203.0.113.${60 + call}`);
    }
    await page.getByText("203.0.113.47").first().waitFor();
    await expectGoodInEveryWidth(page, { shots: "PICTURES", name: "events", widths: [1280, 390] });
    await page.getByText("The same as a table").click();
    await press("Inspection of input blocked");
    await page.getByRole("dialog").getByText("Rule").waitFor();
    expect([...(await documentFaults(page)), ...(await contrastFaults(page))]).toEqual([]);
    await page.keyboard.press("Escape");
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(await keyboardFaults(page)).toEqual([]);
    expect(faults).toEqual([]);
  });
});
