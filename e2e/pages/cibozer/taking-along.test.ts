import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { contrastFaults, documentFaults } from "../../support/accessible-page.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { type CibozerProcess, startCibozer } from "../../support/cibozer-process.ts";
import { pageFaults } from "../../support/every-width.ts";
import { enterCibozer, openBrowser } from "../../support/signing-in.ts";

warnWithoutChromium();

const EMAIL = "ann@example.com";
let browser: Browser;
let page: Page;
let cibozer: CibozerProcess;
let planId = "";
let faults: readonly string[] = [];

describe.skipIf(chromiumPath === undefined)("MEAL-10: a plan is taken along", () => {
  beforeAll(async () => {
    cibozer = await startCibozer(EMAIL);
    const { api } = cibozer;
    const made = await api.call("POST", "/api/v1/plans", { days: 2, kcal: 2000, seed: 5 });
    planId = String(made.json["id"]);
    await api.call("PUT", "/api/v1/privacy/consents/health-data", { version: 2 });
    const household = [{ name: "Ben", kcal: 2500, allergens: [] }];
    await api.call("PUT", "/api/v1/health-profile", { household });
    browser = await launchBrowser();
    ({ page, faults } = await openBrowser(browser, { viewport: { width: 390, height: 844 } }));
    await enterCibozer(page, cibozer.url, EMAIL);
  });
  afterAll(async () => {
    await browser?.close();
    await cibozer?.end();
  });

  it("as a PDF, by mail, and in a calendar whose address is ended by a button", async () => {
    await page.goto(`${cibozer.url}/plans/${planId}/share`);
    await page.getByRole("heading", { level: 1, name: "Share and keep" }).waitFor();
    const coming = page.waitForEvent("download");
    await page.getByRole("link", { name: "PDF" }).click();
    const file = await coming;
    expect(file.suggestedFilename()).toMatch(/^cibozer-[\d-]+\.pdf$/);
    expect(
      readFileSync(await file.path())
        .subarray(0, 5)
        .toString(),
    ).toBe("%PDF-");
    await page.getByRole("button", { name: "Mail it to me" }).click();
    await page.getByText(`It is on its way to ${EMAIL}.`).waitFor();
    await page.getByRole("button", { name: "Make an address" }).click();
    const address = await page.getByLabel("Your link, shown this once").inputValue();
    const read = () => fetch(address);
    expect(await (await read()).text()).toContain("BEGIN:VEVENT");
    expect(await pageFaults(page)).toEqual([]);
    await page.getByRole("button", { name: /^End this address: All plans/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "End it" }).click();
    await page.getByText("The address answers nobody any more.").waitFor();
    expect((await read()).status).toBe(404);
  });

  it("MEAL-10: as a file for a chosen day and those who eat along, as the address of the page says", async () => {
    await page.goto(`${cibozer.url}/plans/${planId}/share`);
    await page.getByText("For which days, and for whom").click();
    await page.getByText("Ben", { exact: true }).click();
    const link = page.getByRole("link", { name: "Text", exact: true });
    const address = async () => (await link.getAttribute("href")) ?? "";
    await expect.poll(address).toContain("&scale=2.25&along=0");
    await page.getByRole("group", { name: "Days" }).locator("label").first().click();
    await expect.poll(address).toContain("&days=1&");
    await page.reload();
    await expect.poll(address, { timeout: 20_000 }).toContain("&days=1&scale=2.25&along=0");
    expect(await pageFaults(page)).toEqual([]);
    const coming = page.waitForEvent("download");
    await link.click();
    const text = readFileSync(await (await coming).path(), "utf8");
    expect(text).toContain("You eat with Ben");
    expect(text).toMatch(/servings?, Ben: [\d.]+ servings?/);

    // Whose consent is gone is told so, instead of being handed a refusal as a file.
    await cibozer.api.call("DELETE", "/api/v1/privacy/consents/health-data");
    await page.reload();
    await page.getByText("Who eats along may not be read").waitFor();
    expect(await link.count()).toBe(0);
    await page.getByRole("button", { name: "For me alone" }).click();
    await expect.poll(address).not.toContain("along");
    expect(await address()).toContain("&days=1");
  });

  it("MEAL-09: the list is in one's units and by one's shop, by the keyboard alone, and is shared alone", async () => {
    await page.goto(`${cibozer.url}/plans/${planId}/groceries`);
    const sections = () => page.locator(".aisles .aisle:not(.aisle-home) h2").allTextContents();
    await page.locator(".aisles h2").first().waitFor();
    const [first = "", second = ""] = await sections();
    await page.getByText("US", { exact: true }).click();
    await page.locator(".grocery-amount", { hasText: "oz" }).first().waitFor();
    await page.getByText("In the order of your shop").click();
    const later = page.getByRole("button", { name: `Later: ${first}`, exact: true });
    await later.focus();
    await page.keyboard.press("Enter");
    await expect.poll(sections).toEqual(expect.arrayContaining([second, first]));
    await expect.poll(async () => (await sections())[0]).toBe(second);
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe(
      `Later: ${first}`,
    );
    expect(await pageFaults(page)).toEqual([]);
    await page.reload();
    await page.locator(".grocery-amount", { hasText: "oz" }).first().waitFor();
    await expect.poll(async () => (await sections())[0]).toBe(second);

    await page.goto(`${cibozer.url}/plans/${planId}/share`);
    await page.getByText("Only the list", { exact: true }).click();
    await page.getByRole("button", { name: "Make a link" }).click();
    const link = await page.getByLabel("Your link, shown this once").inputValue();
    await page.goto("about:blank");
    await page.goto(link);
    await page.getByRole("heading", { level: 1, name: "A shopping list" }).waitFor();
    expect(await page.locator("article").count()).toBe(0);
    expect(await page.getByRole("listitem").count()).toBeGreaterThan(5);
    expect(await pageFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Report this list" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Report it" }).click();
    await page.getByText("Thank you. We look at it.").waitFor();
    expect(faults).toEqual([]);
  });

  it("MEAL-13: a day tells its vitamins and minerals beside what a day should hold", async () => {
    await page.goto(`${cibozer.url}/plans/${planId}`);
    await page
      .getByRole("button", { name: /^Vitamins and minerals of/ })
      .first()
      .click();
    const row = page.getByRole("dialog").getByRole("row", { name: /^Iron/ });
    await row.waitFor();
    // Nobody said who eats: the higher reference of adults.
    expect(await row.getByRole("cell").nth(1).textContent()).toBe("18 mg");
    expect(await row.getByRole("cell").nth(0).textContent()).toMatch(/^(≥ )?[\d.]+ mg$/);
    // What lies behind a dialog is hidden from the tree: heading and main part are counted elsewhere.
    expect([...(await documentFaults(page)), ...(await contrastFaults(page))]).toEqual([]);
    expect(faults).toEqual([]);
  });
});
