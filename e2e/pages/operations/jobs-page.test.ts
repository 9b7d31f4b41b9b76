import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AccountRow } from "../../../packages/plinth/src/modules/accounts/index.ts";
import { defineModule } from "../../../packages/plinth/src/modules/contract/index.ts";
import { strictObject } from "../../../packages/plinth/src/policy/index.ts";
import { defineJob, handleJob } from "../../../packages/plinth/src/services/jobs/index.ts";
import type { Identity } from "../../../packages/plinth/src/testing/identity.ts";
import { contrastFaults, documentFaults, keyboardFaults } from "../../support/accessible-page.ts";
import { treeFaults } from "../../support/accessible-tree.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { lookAt, startConsole } from "../../support/console.ts";

warnWithoutChromium();

const MARKUP = `<img src=x onerror="document.title='broken'">`;
/** Pictures for people to look at; only where a folder is named. */
const PICTURES = process.env["PICTURES"];

const mend = defineJob({ name: "mend-the-fence", payload: strictObject({}), retries: 0 });
const garden = defineModule({
  name: "garden",
  setup: ({ jobs }) => ({ isBroken: true, order: () => jobs.enqueue(mend, {}) }),
  jobs: (state) => [
    handleJob(mend, async () => {
      if (state.isBroken) throw new Error(`no nails ${MARKUP}`);
    }),
  ],
});

describe.skipIf(chromiumPath === undefined)("somebody looks after jobs in the console", () => {
  const faults: string[] = [];
  let identity: Identity;
  let browser: Browser;
  let admin: AccountRow;

  const pageOf = (account: AccountRow): Promise<Page> =>
    lookAt(browser, identity, { path: "/console/operations/jobs", account, faults });
  const press = (page: Page, name: string) =>
    page.getByRole("button", { name, exact: true }).click();

  beforeAll(async () => {
    identity = await startConsole({ modules: [garden] });
    admin = await identity.addAccount({ role: "admin", name: "Ada", email: "ada@example.org" });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await identity?.app.stop();
  });

  it("SCALE-03: sees a dead letter with its fault, and has it done again", async () => {
    const service = identity.app.modules.service("garden") as ReturnType<typeof garden.setup>;
    await service.order();
    await identity.app.jobs.settled();
    const page = await pageOf(admin);
    await page.getByText("1 job failed for good").waitFor();
    await page.getByText(`Error: no nails ${MARKUP}`).waitFor();
    await page
      .getByRole("table", { name: "Schedules" })
      .getByText("remove-finished-jobs")
      .waitFor();
    expect(await page.title()).not.toBe("broken");
    expect(await documentFaults(page)).toEqual([]);
    expect(await contrastFaults(page)).toEqual([]);
    expect(await treeFaults(page)).toEqual([]);
    expect(await keyboardFaults(page)).toEqual([]);
    if (PICTURES !== undefined) {
      mkdirSync(PICTURES, { recursive: true });
      await page.screenshot({ path: join(PICTURES, "jobs.png"), fullPage: true });
    }
    service.isBroken = false;
    await press(page, "Run mend-the-fence again");
    await press(page, "Run it again");
    await page.getByText("mend-the-fence is tried again.").first().waitFor();
    await page.getByText("Every job was done, or is still tried.").waitFor();
    await page.getByText("None failed for good.").waitFor();
    await page.context().close();
    expect(faults).toEqual([]);
  });

  it("SCALE-03: nobody else sees jobs", async () => {
    const page = await pageOf(await identity.addAccount({ email: "eve@example.org" }));
    await page.getByText("Your account may not see jobs.").waitFor();
    await page.context().close();
  });
});
