import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findRecipe } from "./page.ts";
import { bodyOf } from "./recipe-body.ts";

const read = (page: string) => {
  const found = findRecipe(page);
  return found && bodyOf(found, undefined);
};

describe("a recipe that was copied as text", () => {
  test("MEAL-10: is read by its headings", () => {
    const page = `Grandma's lentil soup

Serves 6 · Prep 10 minutes · Cook 1 hr 5 min

Ingredients
- 250 g red lentils
• 1 1/2 tbsp olive oil
For the top:
2 carrots

Method
1. Fry the onion.
Step 2: Simmer for 30 minutes.

Notes
Keeps for three days.`;
    expect(read(page)).toEqual({
      title: "Grandma's lentil soup",
      slots: ["L", "D"],
      servings: 6,
      prepMinutes: 10,
      cookMinutes: 65,
      lines: [
        { text: "250 g red lentils" },
        { text: "1 1/2 tbsp olive oil" },
        { text: "2 carrots" },
      ],
      steps: ["Fry the onion.", "Simmer for 30 minutes."],
    });
  });

  test("MEAL-10, I18N-01: is read in German and in Arabic, with lines that end as Windows ends them", () => {
    const german =
      "Linsensuppe\r\nArbeitszeit\r\n20 Min.\r\nKochzeit: 1 Std.\r\n\r\nZutaten für 4 Portionen:\r\n250 g rote Linsen\r\n\r\n**Zubereitung**\r\nAlles kochen.";
    expect(read(german)).toMatchObject({
      title: "Linsensuppe",
      servings: 4,
      prepMinutes: 20,
      cookMinutes: 60,
      lines: [{ text: "250 g rote Linsen" }],
      steps: ["Alles kochen."],
    });
    expect(read("شوربة عدس\nالمكونات:\n٢٥٠ غ عدس\nطريقة التحضير\nاطبخ.")).toMatchObject({
      title: "شوربة عدس",
      lines: [{ text: "٢٥٠ غ عدس" }],
      steps: ["اطبخ."],
    });
  });

  test.each([
    ["has no ingredients", "My holiday\nWe ate soup.\nMethod\nEat."],
    ["has no name", "Ingredients\n1 egg"],
    ["only speaks of ingredients", "Soup\nIngredients matter more than the cook.\n1 egg"],
    ["is a page without a recipe", "<h1>Soup</h1>\nIngredients\n1 egg"],
  ])("MEAL-10: is none where the text %s", (_, page) => {
    expect(read(page)).toBeUndefined();
  });

  test("MEAL-10: whatever is pasted is read without a fault", () => {
    const line = fc.oneof(
      fc.constantFrom("Ingredients", "Zutaten:", "Method", "Notes", "Serves 4", "Prep 1 h 5 min"),
      fc.string({ unit: "grapheme", maxLength: 40 }),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const body = read(lines.join("\n"));
        if (body) expect(body.lines.length).toBeGreaterThan(0);
      }),
    );
  });
});
