import { describe, expect, it } from "vitest";
import arFile from "../../data/recipes.ar.json" with { type: "json" };
import deFile from "../../data/recipes.de.json" with { type: "json" };
import recipeFile from "../../data/recipes.json" with { type: "json" };
import { decodeRecipeWords } from "./recipe-words.ts";

const soup = {
  id: "soup",
  title: "Lentil soup",
  steps: ["Boil 1.5 l of water for 10 minutes", "Add ½ the lentils and 2 carrots"],
};
const suppe = {
  id: "soup",
  title: "Linsensuppe",
  steps: ["10 Minuten lang 1,5 l Wasser kochen", "2 Möhren und ½ der Linsen zugeben"],
};

describe("MEAL-08, P-114: shipped recipes in the languages of their readers", () => {
  it.each([
    ["de", deFile],
    ["ar", arFile],
  ] as const)("%s has words for every recipe, cooked as the English one is", (_tag, file) => {
    const said = decodeRecipeWords(file, recipeFile);
    expect([...said.keys()].toSorted()).toEqual(recipeFile.map(({ id }) => id).toSorted());
    // A dish that is found by its name is the only one of it.
    expect(new Set([...said.values()].map(({ title }) => title)).size).toBe(said.size);
  });

  it("numbers may stand in another order, and with a comma", () => {
    expect(decodeRecipeWords([suppe], [soup]).get("soup")).toBe(suppe);
  });

  it.each([
    ["is not said", []],
    ["is said twice", [suppe, suppe]],
    ["there is no recipe stew", [suppe, { ...suppe, id: "stew" }]],
    ["has an empty text", [{ ...suppe, title: " " }]],
    ["has 1 steps instead of 2", [{ ...suppe, steps: suppe.steps.slice(1) }]],
    ["has other numbers in step 1", [{ ...suppe, steps: ["1,5 l Wasser kochen", "2 und ½"] }]],
    ["has other numbers in step 2", [{ ...suppe, steps: [suppe.steps[0] ?? "", "2 und ¼"] }]],
    ["has one of the signs", [{ ...suppe, title: "Suppe {n}" }]],
  ])("words that are not those of the recipe are refused: %s", (fault, entries) => {
    expect(() => decodeRecipeWords(entries, [soup])).toThrow(fault);
  });
});
