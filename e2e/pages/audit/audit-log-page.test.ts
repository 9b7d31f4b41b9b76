import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createManualClock } from "../../../packages/plinth/src/core/index.ts";
import type { AccountRow } from "../../../packages/plinth/src/modules/accounts/index.ts";
import type { Identity } from "../../../packages/plinth/src/testing/identity.ts";
import { keyboardFaults } from "../../support/accessible-page.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { lookAt, startConsole } from "../../support/console.ts";
import { expectGoodInEveryWidth } from "../../support/every-width.ts";

warnWithoutChromium();

describe.skipIf(chromiumPath === undefined)("somebody looks at the audit trail", () => {
  const clock = createManualClock(Date.now());
  const faults: string[] = [];
  let identity: Identity;
  let browser: Browser;
  let admin: AccountRow;
  let person: AccountRow;

  const pageOf = (account: AccountRow): Promise<Page> =>
    lookAt(browser, identity, { account, path: "/console/admin/audit-log", faults });
  const rows = (page: Page) => page.getByRole("table", { name: "Audit trail" }).getByRole("row");

  beforeAll(async () => {
    identity = await startConsole({ clock });
    admin = await identity.addAccount({ role: "admin", name: "Ada", email: "ada@example.org" });
    person = await identity.addAccount();
    const { tokens } = await identity.addSession(person);
    const authorization = `Bearer ${tokens.accessToken}`;
    await identity.send("GET", "/api/v1/auth/sessions", undefined, { authorization });
    clock.advance(1_000);
    await identity.send("GET", "/api/v1/admin/users", undefined, { authorization });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await identity?.app.stop();
  });

  it("LOG-04: filters who did what, shows an entry closely, and verifies the chain", async () => {
    const page = await pageOf(admin);
    await page.getByRole("heading", { level: 1, name: "Audit trail" }).waitFor();
    await page.getByRole("searchbox", { name: "Who" }).fill(person.id);
    // The head, what was allowed, and what was not.
    await expect.poll(() => rows(page).count(), { timeout: 20_000 }).toBe(3);
    await page.getByText("refused", { exact: true }).first().waitFor();
    await rows(page).getByRole("button", { name: "Data read" }).first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(person.id).waitFor();
    expect(await dialog.innerText()).toContain("GET /api/v1/admin/users");
    await dialog.getByRole("button", { name: "Close" }).click();
    await page.getByRole("button", { name: "Verify now" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Verify", exact: true }).click();
    await page.getByText(/entries held/).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Data read" }).first().waitFor();
    expect(await keyboardFaults(page)).toEqual([]);
    await expectGoodInEveryWidth(page, { shots: "PICTURES", name: "audit-log" });
    await page.context().close();
  });

  it("LOG-04: is closed to whoever may not look", async () => {
    const other = await pageOf(person);
    await other.getByRole("heading", { level: 1, name: "Audit trail" }).waitFor();
    expect(await rows(other).count()).toBe(0);
    await other.context().close();
    expect(faults).toEqual([]);
  });
});
