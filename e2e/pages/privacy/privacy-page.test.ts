import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { application as cibozer } from "../../../apps/cibozer/server/application.ts";
import { createManualClock } from "../../../packages/plinth/src/core/index.ts";
import { type Identity, startIdentity } from "../../../packages/plinth/src/testing/identity.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { expectGoodInEveryWidth } from "../../support/every-width.ts";
import { createMembers } from "../../support/members.ts";

warnWithoutChromium();

let identity: Identity;
let browser: Browser;

const { addMember, visit, leave } = createMembers(() => ({ identity, browser }));

const isAccessible = (page: Page, name: string): Promise<void> =>
  expectGoodInEveryWidth(page, { shots: "PRIVACY_SHOTS", name, height: 900 });

describe.skipIf(chromiumPath === undefined)("the privacy pages", () => {
  beforeAll(async () => {
    identity = await startIdentity({
      modules: cibozer.modules,
      web: cibozer.web ?? [],
      clock: createManualClock(Date.now()),
    });
    browser = await launchBrowser();
  });
  afterEach(async () => expect(await leave()).toEqual([]));
  afterAll(async () => {
    await browser.close();
    await identity.app.stop();
  });

  it("PRIV-05: consent is given and taken back by one switch, and stands after a reload", async () => {
    const email = await addMember("consenting");
    const page = await visit(email, "/account/privacy", "Privacy");
    const box = page.getByRole("checkbox", {
      name: "Keep what I say of my body, allergies and household",
    });
    await box.waitFor();
    await isAccessible(page, "own");
    expect(await box.isChecked()).toBe(false);
    const row = page.getByRole("listitem").filter({ has: box });
    // The switch moves at once; what stands is what the server answered.
    await Promise.all([
      page.waitForResponse((answer) => answer.request().method() === "PUT" && answer.ok()),
      row.locator("label").click(),
    ]);
    await expect.poll(() => box.isChecked()).toBe(true);
    await page.reload();
    await box.waitFor();
    await expect.poll(() => box.isChecked()).toBe(true);
    await row.locator("label").click();
    await page.getByText("You took this back.").waitFor();
    expect(await box.isChecked()).toBe(false);
  });

  it("PRIV-05: an archive is made, and fetched once", async () => {
    const email = await addMember("exporting");
    const page = await visit(email, "/console/account/privacy", "Privacy");
    await page.getByRole("button", { name: "Make an archive" }).click();
    const fetchIt = page.getByRole("button", { name: "Fetch it" });
    await fetchIt.waitFor();
    const [download] = await Promise.all([page.waitForEvent("download"), fetchIt.click()]);
    expect(download.suggestedFilename()).toBe("your-data.zip");
    const bytes = readFileSync(await download.path());
    expect(bytes.readUInt32LE(0)).toBe(0x04034b50);
    await fetchIt.waitFor({ state: "detached" });
    await page.getByText("fetched", { exact: true }).waitFor();
  });

  it("PRIV-05: sessions are shown, and the account is erased once its address is typed", async () => {
    const email = await addMember("leaving");
    const page = await visit(email, "/account/privacy", "Privacy");
    await page.getByText("This browser").waitFor();
    await page.getByRole("button", { name: "Erase my account" }).click();
    const dialog = page.getByRole("dialog");
    const confirm = dialog.getByLabel("Type your address to confirm");
    await confirm.fill("somebody@example.org");
    await dialog.getByRole("button", { name: "Erase it for good" }).click();
    await dialog.getByText("Nothing was erased.").waitFor();
    await confirm.fill(email);
    await dialog.getByRole("button", { name: "Erase it for good" }).click();
    await page.getByRole("heading", { level: 1, name: "Sign in" }).waitFor();
    await page.getByText("Your account is erased.").waitFor();
    expect(await identity.accounts.findByEmail(email)).toBeUndefined();
  });

  it("PRIV-07: administrators open a breach, see its clock, and stop it", async () => {
    const email = await addMember("boss", "admin");
    const page = await visit(email, "/console/admin/privacy", "Privacy");
    await page.getByText("Record of processing").first().waitFor();
    await isAccessible(page, "admin");
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole("button", { name: "Open a breach" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("What happened, in a few words").fill("A lost disk");
    await dialog.getByLabel("What is known, and what was done").fill("It was found again.");
    await dialog.getByText("sessions", { exact: true }).click();
    await dialog.getByRole("button", { name: "Open it and start the clock" }).click();
    await page.getByText(/hours left/).waitFor();
    await page.getByRole("button", { name: "Authority told" }).click();
    await page.getByRole("button", { name: "It was told" }).click();
    await page.getByText("authority told", { exact: true }).waitFor();
  });
});
