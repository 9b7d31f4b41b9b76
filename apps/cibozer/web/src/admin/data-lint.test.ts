import { describe, expect, test } from "vitest";
import { type LintedFood, type LintedRecipe, lintCatalogue } from "./data-lint.ts";

const food: LintedFood = {
  id: "rye-bread",
  name: "Rye bread",
  contains: ["gluten"],
  mayContain: [],
  per100: { energyKcal: 250, proteinG: 8, fatG: 3, carbG: 48, fibreG: 6 },
};
const recipe: LintedRecipe = { id: "toast", title: "Toast", slots: ["breakfast"], minutes: 5 };

describe("MEAL-08: what administrators are shown of the catalogue", () => {
  test("MEAL-08: a catalogue without a fault has no findings", () => {
    expect(lintCatalogue([food], [recipe])).toEqual([]);
  });

  test("MEAL-08: each fault is found and says what it is; allergens come first", () => {
    const found = lintCatalogue(
      [
        food,
        { ...food, id: "b", name: "Wheat bread", contains: [] },
        { ...food, id: "c", name: "Rice", per100: { ...food.per100, fibreG: null } },
        { ...food, id: "d", name: "Bran", per100: { ...food.per100, energyKcal: 90 } },
        { ...food, id: "e", name: "rye bread " },
        { ...food, id: "f", name: "Eggplant", contains: [] },
      ],
      [
        { ...recipe, slots: [] },
        { ...recipe, id: "soup", title: "Soup", minutes: 0 },
      ],
    );
    expect(found).toEqual([
      { subject: "Wheat bread", what: "The name speaks of gluten, the tags do not." },
      { subject: "Rye bread", what: "Stands 2 times in the catalogue." },
      { subject: "Toast", what: "No meal of the day takes it." },
      { subject: "Soup", what: "Takes no time at all." },
      { subject: "Rice", what: "Nobody measured: fibre." },
      { subject: "Bran", what: "90 kcal, but 251 by protein, fat and carbohydrate." },
    ]);
  });
});
