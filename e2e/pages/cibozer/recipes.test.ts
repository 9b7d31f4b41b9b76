import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Listening, listen } from "../../../packages/plinth/src/testing/listening.ts";
import { contrastFaults, documentFaults } from "../../support/accessible-page.ts";
import { treeFaults } from "../../support/accessible-tree.ts";
import { chromiumPath, launchBrowser, warnWithoutChromium } from "../../support/browser.ts";
import { type CibozerProcess, startCibozer } from "../../support/cibozer-process.ts";
import { expectGoodInEveryWidth } from "../../support/every-width.ts";
import { enterCibozer, openBrowser } from "../../support/signing-in.ts";

warnWithoutChromium();

const EMAIL = "ann@example.com";
const PAGE = `<!doctype html><script type="application/ld+json">${JSON.stringify({
  "@graph": [
    {
      "@type": "Recipe",
      name: "Lentil soup",
      recipeYield: "4",
      cookTime: "PT40M",
      recipeIngredient: ["300 g red lentils", "2 carrots", "1 tbsp wonder dust"],
      recipeInstructions: "Simmer.",
    },
  ],
})}</script>`;
const SHOTS = process.env["RECIPE_SHOTS"];

let browser: Browser;
let page: Page;
let cibozer: CibozerProcess;
let pages: Listening;
let asked = 0;
let faults: readonly string[] = [];

/** No fault of accessibility in any colours, and nothing wider than the screen. */
const isAccessible = async (name: string): Promise<void> => {
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      if (SHOTS !== undefined) {
        await page.screenshot({
          path: join(SHOTS, `${name}-${width}-${colorScheme}.png`),
          fullPage: true,
        });
      }
      expect([name, ...(await contrastFaults(page))]).toEqual([name]);
    }
    expect([...(await treeFaults(page)), ...(await documentFaults(page))]).toEqual([]);
    const [content = 0, room = 0] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(content).toBeLessThanOrEqual(room);
  }
};

/** Reports the recipe that the page shows, and takes it out as who decides. */
const report = async (at: Page): Promise<void> => {
  await at.getByRole("button", { name: "Report this recipe" }).click();
  const dialog = at.getByRole("dialog", { name: "Report this recipe" });
  await dialog.getByLabel("What is wrong").selectOption("wrong");
  await dialog.getByLabel("In your words").fill("Red lentils take twenty minutes.");
  expect(await contrastFaults(at)).toEqual([]);
  await dialog.getByRole("button", { name: "Report it" }).click();
  await at.getByText("Thank you. We look at it.").waitFor();
  await at.goto(`${cibozer.url}/admin/reports`);
  await at.getByText("Red lentils take twenty minutes.").waitFor();
  await at.getByText("Reported once").waitFor();
  await expectGoodInEveryWidth(at, { shots: "RECIPE_SHOTS", name: "reports" });
  await at.getByLabel("A word to its author").fill("Which lentils are red?");
  await at.getByRole("button", { name: "Take it out" }).click();
  await at.getByText("What people report appears here by itself.").waitFor();
};

describe.skipIf(chromiumPath === undefined)("MEAL-10: recipes of one's own", () => {
  beforeAll(async () => {
    cibozer = await startCibozer(EMAIL, {
      env: { QUOTA_TIERS: '{"week-plans": {"free": "40/month"}}' },
    });
    const server = createServer((_request, response) => {
      asked += 1;
      response.end(PAGE);
    });
    pages = await listen(server);
    browser = await launchBrowser();
    ({ page, faults } = await openBrowser(browser, { viewport: { width: 1440, height: 900 } }));
    await enterCibozer(page, cibozer.url, EMAIL);
  });
  afterAll(async () => {
    await browser?.close();
    await cibozer?.end();
    await pages?.close();
    expect(faults).toEqual([]);
  });

  it("UX-01: every recipe is found from the head, by diet, allergen and words", async () => {
    await page
      .getByRole("navigation", { name: "Main" })
      .getByRole("link", { name: "Recipes" })
      .first()
      .click();
    await page.getByRole("heading", { level: 1, name: "Recipes" }).waitFor();
    const found = async (): Promise<number> =>
      Number.parseInt((await page.getByText(/^\d+ recipes?$/).textContent()) ?? "", 10);
    await page.getByRole("list", { name: "Recipes" }).waitFor();
    const all = await found();
    expect(all).toBeGreaterThan(400);
    await page.getByLabel("Diet").selectOption("vegan");
    await page.getByLabel("Search").fill("soup");
    await expect.poll(found).toBeLessThan(all / 4);
    await isAccessible("list");
    await page.getByRole("list", { name: "Recipes" }).getByRole("link").first().click();
    await page.getByRole("heading", { name: "Ingredients" }).waitFor();
    await page.getByLabel("Servings").selectOption("12");
    await isAccessible("shipped");
  });

  it("P-010: a page of this machine is not called", async () => {
    const url = `${pages.url}/`;
    expect((await cibozer.api.call("POST", "/api/v1/own-recipes/import", { url })).status).toBe(
      400,
    );
    expect(asked).toBe(0);
  });

  it("P-110: a pasted page is a draft, whose unknown line is unsafe until a food is picked", async () => {
    await page.goto(`${cibozer.url}/recipes/new`);
    await page.getByRole("textbox", { name: /^Take it from a page/ }).fill(PAGE);
    await page.getByRole("button", { name: "Read the page" }).click();
    await page.getByText("Look it over").waitFor();
    expect(await page.getByRole("textbox", { name: "Name" }).inputValue()).toBe("Lentil soup");
    expect((await cibozer.api.call("GET", "/api/v1/own-recipes")).json["recipes"]).toEqual([]);
    await page.getByText("· not known").waitFor();
    await page.getByText(/^May contain gluten/i).waitFor();
    await isAccessible("form");
    await page.getByLabel("What is “1 tbsp wonder dust”?").selectOption("paprika");
    await page.getByText(/^A serving has/).waitFor();
    await page.getByRole("button", { name: "Save the recipe" }).click();
    await page.getByRole("heading", { level: 1, name: "Lentil soup" }).waitFor();
  });

  it("UPL-04: a photo is kept with words for who cannot see it", async () => {
    const file = join(cibozer.data, "soup.png");
    const png =
      "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    writeFileSync(file, Buffer.from(png, "base64"));
    await page.getByLabel("What it shows, for who cannot see it").fill("A bowl of soup");
    await page.getByLabel("Choose a photo").setInputFiles(file);
    await page.getByRole("img", { name: "A bowl of soup" }).waitFor();
    await isAccessible("own");
  });

  it("MEAL-08: is offered to everybody, judged by whoever may, and is then everybody's under the name on it, until somebody reports it", async () => {
    await page.getByRole("button", { name: "Offer this recipe" }).click();
    await page.getByText("It is offered, and waits to be looked at.").waitFor();
    const boss = "boss@example.com";
    await cibozer.addAccount(boss, "admin");
    const context = await browser.newContext();
    const office = await context.newPage();
    await enterCibozer(office, cibozer.url, boss);
    await office.goto(`${cibozer.url}/admin/recipes`);
    const offered = office.getByRole("list", { name: "Offered recipes" });
    await offered.getByRole("heading", { name: "Lentil soup" }).waitFor();
    expect(await office.content()).not.toContain("ann@");
    expect(await contrastFaults(office)).toEqual([]);
    await office.getByLabel("A word to its author").fill("Which lentils?");
    await office.getByRole("button", { name: "Return", exact: true }).click();
    await office.getByText("What authors offer appears here by itself.").waitFor();
    await page.reload();
    await page.getByText("“Which lentils?”").waitFor();
    await page.getByLabel("The name on it").fill("Ann");
    await page.getByRole("button", { name: "Offer it as it is now" }).click();
    await page.getByText("It is offered, and waits to be looked at.").waitFor();
    await office.reload();
    await office.getByText("The name that is shown: Ann").waitFor();
    await office.getByRole("button", { name: "Accept", exact: true }).click();
    await office.getByText("What authors offer appears here by itself.").waitFor();
    await office.goto(`${cibozer.url}/recipes`);
    await office.getByLabel("Whose").selectOption("contributed");
    await office.getByRole("link", { name: "Lentil soup" }).click();
    await office.getByText("From Ann").waitFor();
    await office.getByText("Simmer.").waitFor();
    expect(await contrastFaults(office)).toEqual([]);
    await report(office);
    await context.close();
    await page.reload();
    await page.getByText("“Which lentils are red?”").waitFor();
  });

  it("MEAL-06: joins plans, where it is marked as one's own", async () => {
    for (const dish of ["500 g tofu", "400 g tempeh", "300 g chickpeas", "500 g black beans"]) {
      const rest = ["300 g basmati rice", "4 tbsp olive oil", "2 carrots"];
      await cibozer.api.call("POST", "/api/v1/own-recipes", {
        title: `Rice with ${dish}`,
        slots: ["L", "D"],
        servings: 4,
        prepMinutes: 10,
        cookMinutes: 20,
        lines: [dish, ...rest].map((text) => ({ text })),
        steps: ["Simmer."],
      });
    }
    let place: string | undefined;
    for (let seed = 1; seed <= 8 && place === undefined; seed += 1) {
      const plan = (
        await cibozer.api.call("POST", "/api/v1/plans", { days: 7, diet: "vegan", seed })
      ).json;
      const days = plan["days"] as { meals: { recipe: { title: string } }[] }[] | undefined;
      const titles = days?.flatMap(({ meals }) => meals.map(({ recipe }) => recipe.title));
      if (titles?.some((title) => title.startsWith("Rice with"))) place = String(plan["id"]);
    }
    expect(place).toBeDefined();
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${cibozer.url}/plans/${place}`);
    const card = page.getByRole("article", { name: /: Rice with \d/ }).first();
    await card.getByText(/yours/).waitFor();
    await card
      .getByRole("button", { name: /^Rice with/ })
      .first()
      .click();
    await page.getByRole("dialog").getByText("Simmer.").waitFor();
  });
});
