import { describe, expect, it } from "vitest";
import arSteps from "../../data/recipe-steps.ar.json" with { type: "json" };
import deSteps from "../../data/recipe-steps.de.json" with { type: "json" };
import arTitles from "../../data/recipe-titles.ar.json" with { type: "json" };
import deTitles from "../../data/recipe-titles.de.json" with { type: "json" };
import recipeFile from "../../data/recipes.json" with { type: "json" };
import { requireRecipeWords } from "./recipe-words.ts";

const soup = {
  id: "soup",
  steps: ["Boil 1.5 l of water for 10 minutes", "Add ½ the lentils and 2 carrots"],
};
const suppe = {
  title: "Linsensuppe",
  steps: ["10 Minuten lang 1,5 l Wasser kochen", "2 Möhren und ½ der Linsen zugeben"],
};

const saying = ({ title, steps }: typeof suppe) => ({
  titles: { soup: title },
  steps: { soup: steps },
});

describe("MEAL-08, P-114: shipped recipes in the languages of their readers", () => {
  it.each([
    ["de", { titles: deTitles, steps: deSteps }],
    ["ar", { titles: arTitles, steps: arSteps }],
  ] as const)("%s has words for every recipe, cooked as the English one is", (_tag, files) => {
    const { titles, steps } = requireRecipeWords(files, recipeFile);
    const ids = recipeFile.map(({ id }) => id).toSorted();
    for (const said of [titles, steps]) expect(Object.keys(said).toSorted()).toEqual(ids);
    // A dish that is found by its name is the only one of it.
    expect(new Set(Object.values(titles)).size).toBe(ids.length);
  });

  it("numbers may stand in another order, and with a comma", () => {
    const said = saying(suppe);
    expect(requireRecipeWords(said, [soup])).toBe(said);
  });

  it.each([
    ["is not said", { ...saying(suppe), titles: {} }],
    ["is not said", { ...saying(suppe), steps: {} }],
    ["there is no recipe stew", { ...saying(suppe), titles: { soup: "Suppe", stew: "Eintopf" } }],
    ["has an empty text", saying({ ...suppe, title: " " })],
    ["has 1 steps instead of 2", saying({ ...suppe, steps: suppe.steps.slice(1) })],
    [
      "has other numbers in step 1",
      saying({ ...suppe, steps: ["1,5 l Wasser kochen", "2 und ½"] }),
    ],
    ["has other numbers in step 2", saying({ ...suppe, steps: [suppe.steps[0] ?? "", "2 und ¼"] })],
    ["has one of the signs", saying({ ...suppe, title: "Suppe {n}" })],
  ])("words that are not those of the recipe are refused: %s", (fault, said) => {
    expect(() => requireRecipeWords(said, [soup])).toThrow(fault);
  });
});
