import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Identity } from "../../../packages/plinth/src/testing/identity.ts";
import { keyboardFaults } from "../../support/accessible-page.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { lookAt, startConsole } from "../../support/console.ts";
import { expectGoodInEveryWidth } from "../../support/every-width.ts";
import { scratchDirectory } from "../../support/scratch.ts";

warnWithoutChromium();

describe.skipIf(chromiumPath === undefined)("somebody looks after backups in the console", () => {
  const scratch = scratchDirectory();
  let identity: Identity;
  let browser: Browser;
  let page: Page;

  const open = (role: string): Promise<Page> =>
    lookAt(browser, identity, { path: "/console/operations/backups", role });

  beforeAll(async () => {
    identity = await startConsole({ env: { BACKUP_DIRECTORY: join(scratch.path, "backups") } });
    browser = await launchBrowser();
    page = await open("admin");
  });
  afterAll(async () => {
    await browser?.close();
    await identity?.app.stop();
    scratch.remove();
  });

  it("BK-05: sees when a backup was proven and what a restore takes, and has one made", async () => {
    const state = page.getByRole("table", { name: "State of backups" });
    await state.getByText("Last proof").waitFor();
    await state.getByText("Restore took (RTO)").waitFor();
    await state.getByText("none: a loss of this machine is the loss of its backups").waitFor();
    const full = page.getByRole("table", { name: "Full backups" }).getByRole("row");
    const before = await full.count();
    await page.getByRole("button", { name: "Make a full backup now" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Back up" }).click();
    await expect.poll(() => full.count(), { timeout: 30_000 }).toBeGreaterThan(before);
  });

  it("UX-01: the page is good for everyone, narrow too, and says so to those who may not look", async () => {
    expect(await keyboardFaults(page)).toEqual([]);
    await expectGoodInEveryWidth(page, { shots: "PICTURES", name: "backups" });
    const refused = await open("user");
    await refused.getByText("Your account may not see backups.").waitFor();
    await refused.context().close();
  });
});
