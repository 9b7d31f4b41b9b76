import { describe, expect, test } from "vitest";
import { ALLERGENS } from "../model/food.ts";
import type { OwnRecipe } from "../model/own-recipe.ts";
import { shippedData } from "../plan/test-support.ts";
import { ALIASES } from "./aliases.ts";
import { createOwnReader } from "./resolve.ts";

const reader = createOwnReader(shippedData);
const read = (text: string) => {
  const { food, grams } = reader.line({ text, food: null, grams: null });
  return [food, grams];
};
const recipeOf = (lines: readonly string[]): OwnRecipe => ({
  id: "own-1",
  title: "Tomato soup",
  slots: ["L"],
  servings: 2,
  prepMinutes: 10,
  cookMinutes: 20,
  lines: lines.map((text) => ({ text, food: null, grams: null })),
  steps: ["Cook."],
});

describe("the reader of ingredient lines", () => {
  test.each([
    ["2 tbsp olive oil", "olive-oil", 27],
    ["250 g flour", "flour", 250],
    ["1½ cups plain flour, sifted", "flour", 187.5],
    ["1 can (400 g) tomatoes", "tomato-canned", 400],
    ["2 x 400 g tins chickpeas", "chickpeas", 800],
    ["1 (14-ounce) can black beans, drained and rinsed", "black-beans", 396.893],
    ["3 cloves garlic, minced", "garlic", 9],
    ["garlic, 2 cloves", "garlic", 6],
    ["2 large eggs, beaten", "egg", 100],
    ["3-4 medium carrots, chopped", "carrot", 213.5],
    ["500g minced beef", "beef-mince", 500],
    ["2 chicken breasts (about 300 g), skinless", "chicken-breast", 300],
    ["1 kg potatoes", "potato", 1000],
    ["1,000 g potatoes", "potato", 1000],
    ["1,5 kg potatoes", "potato", 1500],
    ["juice of 1 lemon", "lemon-juice", 48],
    ["freshly ground black pepper", "black-pepper", 1],
    ["peanut butter", "peanut-butter", null],
  ])("MEAL-10: %s is %s, %s g", (text, food, grams) => {
    expect(read(text)).toEqual([food, grams]);
  });

  test.each([
    "butter or margarine",
    "vegan butter",
    "50 g butter and peanuts",
    "celery salt",
    "200 ml oat milk",
    "chicken, marinated in soy sauce",
    "sauce (contains peanuts)",
    "salt and pepper",
    "almond flour",
    "",
    "1/0 cups",
    "((((((",
  ])("P-110: %s is no food that is known: no word of it may be passed over", (text) => {
    expect(read(text)[0]).toBeNull();
  });

  test("P-110: every name by which a food is called leads to that food", () => {
    for (const [name, food] of ALIASES)
      expect([name, read(`100 g ${name}`)[0]]).toEqual([name, food]);
  });

  test("P-110: a food that was picked counts, one that does not exist does not", () => {
    const line = { text: "200 ml oat milk", food: "almond-milk", grams: 200 };
    expect(reader.line(line)).toMatchObject({ food: "almond-milk", grams: 200, isPicked: true });
    expect(reader.line({ ...line, food: "unicorn" }).food).toBeNull();
  });
});

describe("a recipe of one's own", () => {
  test("MEAL-06: allergens, diets, nutrients and cost follow from its foods", () => {
    const soup = reader.recipe(recipeOf(["800 g tomatoes", "2 tbsp olive oil", "1 onion"]));
    expect(soup).toMatchObject({ obstacles: [], contains: [], minutes: 30 });
    expect(soup.diets).toContain("vegan");
    expect(soup.nutrition.energyKcal).toBeGreaterThan(150);
    expect(soup.costUsd).toBeGreaterThan(0);
    expect(soup.recipe).toMatchObject({ id: "own-1", family: "soup" });
    const withCream = reader.recipe(recipeOf(["800 g tomatoes", "100 g cream"]));
    expect(withCream.contains).toEqual(["milk"]);
    expect(withCream.diets).not.toContain("vegan");
  });

  test("P-110: with one unknown food it may hold everything, suits no diet and is not planned", () => {
    const soup = reader.recipe(recipeOf(["800 g tomatoes", "100 g cream", "1 tsp magic dust"]));
    expect([...soup.contains, ...soup.mayContain].sort()).toEqual([...ALLERGENS].sort());
    expect(soup.diets).toEqual([]);
    expect(soup.obstacles).toEqual(["unknown-food"]);
    expect(soup.recipe).toBeNull();
  });

  test("MEAL-10: what nobody could plan is not planned", () => {
    expect(reader.recipe(recipeOf([])).obstacles).toEqual(["no-ingredients"]);
    expect(reader.recipe(recipeOf(["tomatoes and"])).obstacles).toEqual(["unknown-amount"]);
    expect(reader.recipe(recipeOf(["1 tsp salt"])).obstacles).toEqual(["odd-serving"]);
  });
});
