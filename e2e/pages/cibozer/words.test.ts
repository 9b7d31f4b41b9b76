import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type FakeProvider,
  startFakeProvider,
} from "../../../apps/cibozer/server/words/tests/fake-provider.test-support.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { type CibozerProcess, startCibozer } from "../../support/cibozer-process.ts";
import { expectGoodInEveryWidth } from "../../support/every-width.ts";
import { enterCibozer, openBrowser } from "../../support/signing-in.ts";

warnWithoutChromium();

const EMAIL = "ann@example.com";
const SENTENCE =
  "vegan, no mushrooms, 2200 kcal for 2 days, under 40 minutes, Italian, allergic to peanuts and flurb";
let browser: Browser;
let page: Page;
let cibozer: CibozerProcess;
let provider: FakeProvider;
let faults: readonly string[] = [];

const chips = () => page.locator(".words-chip .words-change").allTextContents();
const chip = (text: string) => page.getByRole("button", { name: `Change: ${text}` });
const remover = (text: string) => page.getByRole("button", { name: `Remove: ${text}` });

describe.skipIf(chromiumPath === undefined)("MEAL-12: wishes are said in a sentence", () => {
  beforeAll(async () => {
    provider = await startFakeProvider();
    provider.behave("hostile");
    cibozer = await startCibozer(EMAIL, {
      env: {
        AI_PROVIDER: "openai",
        AI_API_KEY: "stub-0123456789-0123456789",
        AI_MODEL: "stub-model",
        AI_BASE_URL: provider.origin,
      },
    });
    await cibozer.api.call("PUT", "/api/v1/privacy/consents/language-model", { version: 1 });
    browser = await launchBrowser();
    ({ page, faults } = await openBrowser(browser, { viewport: { width: 390, height: 844 } }));
    await enterCibozer(page, cibozer.url, EMAIL);
    await page.goto(`${cibozer.url}/plans/new`);
    await page.getByText("Say it in your own words").click();
  });
  afterAll(async () => {
    await browser?.close();
    await cibozer?.end();
    await provider?.close();
  });

  it("fills the form, warns of an allergy it does not know, and shows nothing of a hostile model", async () => {
    await page.getByLabel("What would you like to eat?").fill(SENTENCE);
    await page.keyboard.press("Enter");
    await page.getByText(/7 wishes were understood/).waitFor();
    expect(await chips()).toEqual([
      "Change: Diet: Vegan",
      "Change: Leave out: mushroom",
      "Change: 2,200 kcal a day",
      "Change: 2 days",
      "Change: At most 40 minutes",
      "Change: Cuisine: Italian",
      "Change: Must not contain: Peanuts",
    ]);
    expect(provider.calls()).toHaveLength(1);
    expect(await page.getByRole("alert").innerText()).toContain("“flurb”");
    expect(await page.getByLabel("Energy a day").inputValue()).toBe("2200");
    expect(await page.getByLabel("How many days").inputValue()).toBe("2");
    expect(await page.getByRole("checkbox", { name: "Peanuts" }).isChecked()).toBe(true);
    await expectGoodInEveryWidth(page, {
      shots: "SCREENSHOTS",
      name: "words",
      widths: [390, 1440],
    });
  });

  it("UX-09: a wish is changed and removed by keys alone, and each is told", async () => {
    await chip("2 days").focus();
    await page.keyboard.press("Enter");
    const field = page.locator('input[name="words-days"]');
    await field.fill("99");
    await page.getByRole("button", { name: "Change it" }).press("Enter");
    await page.getByText("Enter a number from 1 to 30.").waitFor();
    await field.fill("1");
    await page.getByRole("button", { name: "Change it" }).press("Enter");
    await page.getByText("Changed to: 1 day.").waitFor();
    expect(await page.getByLabel("How many days").inputValue()).toBe("1");
    await remover("At most 40 minutes").press("Enter");
    await page.getByText("At most 40 minutes: removed.").waitFor();
    expect(await chip("At most 40 minutes").count()).toBe(0);
    expect(await page.evaluate(() => document.activeElement?.className)).toContain("words-change");
  });

  it("MEAL-12, P-110: the plan that follows keeps what was excluded", async () => {
    await page.getByRole("button", { name: "Plan my meals" }).click();
    await page.waitForURL(/\/plans\/[0-9a-f-]{36}$/);
    const plan = await page.evaluate(async () => {
      const id = location.pathname.split("/").at(-1) ?? "";
      const answer = await fetch(`/api/v1/plans/${id}`);
      return (await answer.json()) as { request: Record<string, unknown> };
    });
    expect(plan.request).toMatchObject({
      diet: "vegan",
      kcal: 2200,
      excludeAllergens: ["peanut"],
      dislikes: ["mushroom"],
      cuisines: ["italian"],
    });
    expect(faults).toEqual([]);
  });
});
