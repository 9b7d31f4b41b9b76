import { mkdirSync, writeFileSync } from "node:fs";
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

  it("OBS-12, DEP-02: somebody sees which releases were deployed, what held one back, and how the service did then", async () => {
    const folder = join(identity.app.dataDirectory, "deploy");
    const at = (minute: number) => new Date(Date.now() - minute * 60_000).toISOString();
    const record = { kind: "deploy", by: "robin", from: null, to: "Test 1 (production) of /r/1" };
    const records = [
      {
        ...record,
        number: 1,
        outcome: "deployed",
        reason: "Test 1 serves",
        at: at(90),
        gates: null,
      },
      {
        ...{ ...record, number: 2, outcome: "refused", reason: "redis: not there", at: at(60) },
        gates: { passed: 11, others: ["redis fail"] },
      },
    ];
    mkdirSync(folder, { recursive: true });
    const state = { format: 1, active: {}, previous: null, records };
    await page.goto(`${identity.app.localUrl}/console/operations/deploys`);
    await page.getByText("Nothing was deployed here yet").waitFor();
    writeFileSync(join(folder, "state.json"), JSON.stringify(state));
    await page.getByRole("button", { name: "Look again" }).click();
    await page.getByText("11 passed; redis fail").waitFor();
    await page.getByText("No release is there to go back to.").waitFor();
    expect(await keyboardFaults(page)).toEqual([]);
    await expectGoodInEveryWidth(page, { shots: "PICTURES", name: "deploys" });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole("link", { name: "The service around deploy 2" }).click();
    await page.waitForURL(/overview\?from=\d+&to=\d+/);
  });
});
