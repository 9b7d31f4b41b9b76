import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Identity } from "../../../packages/plinth/src/testing/identity.ts";
import { contrastFaults, documentFaults, keyboardFaults } from "../../support/accessible-page.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { lookAt, startConsole } from "../../support/console.ts";

warnWithoutChromium();

describe.skipIf(chromiumPath === undefined)("somebody looks at the database in the console", () => {
  let identity: Identity;
  let browser: Browser;
  let page: Page;

  const open = (role: string): Promise<Page> =>
    lookAt(browser, identity, { path: "/console/operations/database", role });

  beforeAll(async () => {
    identity = await startConsole();
    browser = await launchBrowser();
    page = await open("admin");
  });
  afterAll(async () => {
    await browser?.close();
    await identity?.app.stop();
  });

  it("DB-06: sees what took most time, and how the database runs it", async () => {
    await page.getByRole("heading", { name: "Most time in all" }).waitFor();
    const statement = page.getByRole("button", { name: /^How select sessions [0-9a-f]{8} runs$/ });
    await statement.first().click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/^SEARCH sessions USING/).waitFor();
    expect(await dialog.innerText()).toMatch(/from "sessions"/);
    await page.keyboard.press("Escape");
    await page.getByText("Connections in use").waitFor();
    await page.getByText(/^Embedded database; the costliest of \d+ statements/).waitFor();
  });

  it("UX-01: the page is good for everyone, and says so to those who may not look", async () => {
    expect(await documentFaults(page)).toEqual([]);
    expect(await contrastFaults(page)).toEqual([]);
    expect(await keyboardFaults(page)).toEqual([]);
    const refused = await open("user");
    await refused.getByText("Your account may not see what the database does.").waitFor();
    await refused.context().close();
  });
});
