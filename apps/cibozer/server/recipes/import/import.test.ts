import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_LINE, MAX_LINES, MAX_STEPS } from "../schema.ts";
import { findRecipe } from "./page.ts";
import { bodyOf, minutesOf, plainText } from "./recipe-body.ts";

const SOUP = {
  "@context": "https://schema.org",
  "@type": "Recipe",
  name: "Tom&amp;Jerry&#8217;s <b>soup</b>",
  recipeYield: ["4", "4 servings"],
  prepTime: "PT10M",
  totalTime: "PT1H10M",
  recipeCategory: "Main course",
  recipeIngredient: ["800 g tomatoes", "salt and pepper", 7, null],
  recipeInstructions: [
    { "@type": "HowToSection", itemListElement: [{ "@type": "HowToStep", text: "Chop." }] },
    "Cook.",
  ],
  nutrition: { calories: "1 kcal" },
};
const pageOf = (json: unknown): string =>
  `<html><head><script>var a = "</scr" + "ipt>"</script>
   <script type="application/ld+json">${JSON.stringify(json)}</script></head></html>`;
const read = (page: string, url?: string) => {
  const found = findRecipe(page);
  return found && bodyOf(found, url);
};

describe("a recipe of a page", () => {
  test("MEAL-10: is read from JSON-LD with its entities and without its tags", () => {
    expect(read(pageOf(SOUP), "https://example.com/soup")).toEqual({
      title: "Tom&Jerry’s soup",
      slots: ["L", "D"],
      servings: 4,
      prepMinutes: 10,
      cookMinutes: 60,
      lines: [
        { text: "800 g tomatoes" },
        { text: "salt, to taste" },
        { text: "black pepper, to taste" },
      ],
      steps: ["Chop.", "Cook."],
      source: "https://example.com/soup",
    });
  });

  test.each([
    ["in a graph", { "@graph": [{ "@type": "WebPage" }, SOUP] }],
    ["in a list", [[SOUP]]],
    ["of several types", { ...SOUP, "@type": ["NewsArticle", "Recipe"] }],
    ["of a type by address", { ...SOUP, "@type": "http://schema.org/Recipe" }],
    ["as what a page is about", { "@type": "WebPage", mainEntity: SOUP }],
  ])("MEAL-10: is found %s", (_, json) => {
    expect(read(pageOf(json))?.lines).toHaveLength(3);
  });

  test("MEAL-10: is read from JSON alone, and from strings that break over lines", () => {
    expect(read(JSON.stringify(SOUP))?.servings).toBe(4);
    const broken = JSON.stringify(SOUP).replace("Cook.", "Cook\nslowly.");
    expect(read(`<script type='application/ld+json'>${broken}</script>`)?.steps[1]).toBe(
      "Cook slowly.",
    );
  });

  test.each([
    ["nothing", ""],
    ["no JSON", '<script type="application/ld+json">{oops</script>'],
    ["an open script", '<script type="application/ld+json">{"@type":"Recipe"'],
    ["another type", pageOf({ ...SOUP, "@type": "Product" })],
    ["no ingredients", pageOf({ ...SOUP, recipeIngredient: [] })],
    ["a name that is none", pageOf({ ...SOUP, name: { "@value": {} } })],
    ["wrong types", pageOf({ "@type": "Recipe", name: 3, recipeIngredient: { a: 1 } })],
    ["deep nesting", `${"[".repeat(200_000)}`],
    ["a deep graph", pageOf(JSON.parse(`${'{"a":'.repeat(500)}1${"}".repeat(500)}`))],
    ["many scripts", "<script>".repeat(50_000)],
    ["open tags", "<script ".repeat(50_000)],
  ])("P-013: of %s nothing is read, and nothing breaks", (_, page) => {
    expect(read(page)).toBeUndefined();
  });

  test("P-013: what is huge is cut, what is a script stays text", () => {
    const recipe = read(
      pageOf({
        ...SOUP,
        recipeIngredient: Array.from({ length: 500 }, () => "x".repeat(5_000)),
        recipeInstructions: Array.from({ length: 500 }, () => "<script>alert(1)<\\/script>Stir."),
      }),
    );
    expect(recipe?.lines).toHaveLength(MAX_LINES);
    expect(recipe?.lines[0]?.text).toHaveLength(MAX_LINE);
    expect(recipe?.steps).toHaveLength(MAX_STEPS);
    expect(recipe?.steps[0]).not.toContain("<");
  });

  test("P-013: any JSON at all gives a recipe within our bounds, or none", () => {
    const anyRecipe = fc.record({
      name: fc.oneof(fc.string(), fc.anything()),
      recipeIngredient: fc.oneof(fc.array(fc.string()), fc.anything()),
      recipeInstructions: fc.oneof(fc.array(fc.string()), fc.jsonValue()),
      recipeYield: fc.oneof(fc.integer(), fc.jsonValue()),
      prepTime: fc.oneof(fc.constant("PT99999999H"), fc.jsonValue()),
    });
    fc.assert(
      fc.property(anyRecipe, (recipe) => {
        const body = bodyOf(recipe, undefined);
        if (body === undefined) return;
        expect(body.lines.length).toBeLessThanOrEqual(MAX_LINES);
        expect(body.lines.every(({ text }) => text !== "" && text.length <= MAX_LINE)).toBe(true);
        expect(body.servings).toBeGreaterThanOrEqual(1);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ["PT1H30M", 90],
    ["P1DT2H", 1560],
    ["pt5m", 5],
    ["90", 0],
    [{}, 0],
    ["P", 0],
  ])("MEAL-10: %j is %s minutes", (text, minutes) => {
    expect(minutesOf(text)).toBe(minutes);
  });

  test("P-013: entities are read once", () => {
    expect(plainText("&amp;lt;b&amp;gt; &#0; &#xD800; &bogus;", 100)).toBe("&lt;b&gt; &bogus;");
  });
});
