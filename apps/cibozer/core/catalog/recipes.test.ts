import { expect, test } from "vitest";
import recipeFile from "../../data/recipes.json" with { type: "json" };
import { DIET_IDS, type DietId } from "../model/diet-ids.ts";
import { FAMILIES, type Family, type Recipe, type RecipeSlot } from "../model/recipe.ts";
import { scaleIngredients, sumNutrition } from "../nutrition/nutrition.ts";
import { dietAllows, requireDiet } from "../rules/diets.ts";
import { loadPlannerData } from "./data.ts";
import { decodeRecipes, type RecipeFileEntry } from "./recipes.ts";

const data = loadPlannerData();
const recipes = [...data.recipes.values()];
const food = (id: string) => {
  const found = data.foods.get(id);
  if (!found) throw new Error(`no food ${id}`);
  return found;
};
const serving = (recipe: Recipe) => scaleIngredients(recipe, 1);
const gramsOf = (recipe: Recipe) => serving(recipe).reduce((sum, { grams }) => sum + grams, 0);

/** Recipes a diet has for a slot; on keto only what leaves room for the rest of the day. */
function suitable(diet: DietId, slot: RecipeSlot): readonly Recipe[] {
  const rules = requireDiet(diet);
  return recipes.filter(
    (recipe) =>
      recipe.slots.includes(slot) &&
      recipe.ingredients.every((i) => dietAllows(rules, food(i.food))) &&
      sumNutrition(serving(recipe), data.foods).netCarbG <=
        (rules.maxNetCarbG ?? Number.POSITIVE_INFINITY) / 2,
  );
}

/** Least numbers of recipes: breakfasts, lunches, dinners, snacks, sides, desserts. */
const LEAST: Readonly<Record<DietId, readonly number[]>> = {
  standard: [100, 200, 220, 115, 65, 45],
  "high-protein": [100, 200, 220, 115, 65, 45],
  "low-carb": [90, 195, 215, 105, 62, 35],
  keto: [35, 70, 60, 50, 35, 10],
  paleo: [30, 40, 50, 40, 22, 15],
  mediterranean: [75, 165, 180, 95, 50, 40],
  vegetarian: [60, 80, 70, 80, 45, 40],
  vegan: [30, 45, 48, 50, 32, 22],
  pescatarian: [75, 130, 120, 95, 55, 40],
  carnivore: [15, 28, 28, 28, 13, 3],
};

test("MEAL-02, MEAL-08: every diet has enough recipes for every meal, keto and paleo 20 and more", () => {
  const slots = ["B", "L", "D", "S", "A", "T"] as const;
  for (const diet of DIET_IDS) {
    for (const [i, slot] of slots.entries()) {
      const least = LEAST[diet][i] ?? 0;
      expect(suitable(diet, slot).length, `${diet} ${slot}`).toBeGreaterThanOrEqual(least);
    }
  }
  for (const diet of ["keto", "paleo"] as const) {
    for (const slot of ["B", "L", "D"] as const) {
      expect(LEAST[diet][slots.indexOf(slot)]).toBeGreaterThanOrEqual(20);
    }
  }
});

test("MEAL-05: every diet has several families for every meal, so that a day need not repeat one", () => {
  for (const diet of DIET_IDS) {
    for (const slot of ["B", "L", "D", "S", "A", "T"] as const) {
      const families = new Set(suitable(diet, slot).map((r) => r.family));
      // Who eats nothing that grows has milk and eggs after a meal, or a side instead.
      const least = diet === "carnivore" && slot === "T" ? 3 : 4;
      expect(families.size, `${diet} ${slot}`).toBeGreaterThanOrEqual(least);
    }
  }
});

/** What nobody wants in the morning. */
const NO_BREAKFAST: readonly Family[] = [
  "soup",
  "stew",
  "curry",
  "stir-fry",
  "noodles",
  "pasta",
  "pizza",
  "bowl",
  "salad",
  "bake",
  "roast",
  "chops",
  "kebab",
  "shellfish",
  "grain",
  "slaw",
  "greens",
  "roots",
];
/** What is a meal in the morning or between meals only. */
const NO_MAIN: readonly Family[] = [
  "porridge",
  "cereal",
  "chia",
  "yogurt",
  "shake",
  "pancakes",
  "fruit",
  "nuts",
  "sweet",
  "custard",
];

test("MEAL-08: families and slots of a recipe agree: no dinner for breakfast, no dessert for dinner", () => {
  for (const { id, family, slots } of recipes) {
    expect(FAMILIES, id).toContain(family);
    if (NO_BREAKFAST.includes(family)) expect(slots, id).not.toContain("B");
    if (NO_MAIN.includes(family)) expect(slots, id).not.toContain("D");
    expect(new Set(slots).size, id).toBe(slots.length);
  }
  for (const family of FAMILIES) {
    expect(
      recipes.some((r) => r.family === family),
      family,
    ).toBe(true);
  }
});

/** What grows and is in something sweet, though it is not. */
const IN_SWEETS: readonly string[] = ["avocado", "mint", "lime-juice"];
/** g of sugar in 100 g from which what grows is eaten after a meal. */
const FRUIT_SUGAR_G = 4;

test("MEAL-05, MEAL-08: what is eaten after a meal is sweet, fruit or cheese: no ham, no celery", () => {
  for (const { id, slots, ingredients } of recipes) {
    if (!slots.includes("T")) continue;
    for (const { food: name } of ingredients) {
      const { aisle, per100 } = food(name);
      expect(["meat", "deli", "fish", "pulses", "tins"], `${id}: ${name}`).not.toContain(aisle);
      if (aisle !== "produce" || IN_SWEETS.includes(name)) continue;
      expect(per100.sugarG ?? 0, `${id}: ${name}`).toBeGreaterThanOrEqual(FRUIT_SUGAR_G);
    }
  }
});

test("MEAL-08: amounts are what a person cooks with and eats", () => {
  for (const recipe of recipes) {
    const { id, slots } = recipe;
    const main = slots.includes("L") || slots.includes("D");
    expect(gramsOf(recipe), `${id}: a serving`).toBeLessThanOrEqual(900);
    expect(gramsOf(recipe), `${id}: a serving`).toBeGreaterThanOrEqual(main ? 120 : 25);
    for (const { food: name, grams } of serving(recipe)) {
      const { aisle, per100 } = food(name);
      const fat = (per100.fatG ?? 0) > 75;
      if (aisle === "spices") expect(grams, `${id}: ${name}`).toBeLessThanOrEqual(6);
      if (fat && aisle === "oils") expect(grams, `${id}: ${name}`).toBeLessThanOrEqual(26);
      if (aisle === "meat" || aisle === "fish") {
        expect(grams, `${id}: ${name}`).toBeLessThanOrEqual(260);
      }
    }
    const kcal = sumNutrition(serving(recipe), data.foods).energyKcal;
    const small = slots.every((slot) => slot === "S" || slot === "A" || slot === "T");
    if (small) expect(kcal, id).toBeLessThanOrEqual(420);
    else if (slots.every((slot) => slot !== "S")) expect(kcal, id).toBeGreaterThanOrEqual(200);
  }
});

test("MEAL-08: a title names nothing that is not in the dish", () => {
  const words =
    "chicken turkey beef pork lamb duck bison salmon cod haddock trout mackerel tuna sardine herring prawn mussel scallop tofu tempeh lentil chickpea quinoa bulgur barley millet oat avocado spinach kale mushroom broccoli pumpkin squash plantain mango apple pear banana peach pineapple almond walnut pecan hazelnut cashew macadamia feta ricotta bacon ham".split(
      " ",
    );
  for (const { id, title, ingredients } of recipes) {
    const names = ingredients.map((i) => `${i.food} ${food(i.food).name}`.toLowerCase()).join(" ");
    // "without oats" and tempeh fried like bacon promise nothing.
    const promised = title
      .toLowerCase()
      .replace(/without .*/, "")
      .replace("tempeh bacon", "tempeh");
    for (const word of words.filter((w) => new RegExp(`\\b${w}(e?s)?\\b`).test(promised))) {
      const synonyms: Readonly<Record<string, string>> = { prawn: "shrimp", squash: "butternut" };
      expect(names, `${id}: ${word}`).toContain(synonyms[word] ?? word);
    }
  }
});

test("MEAL-08: what takes time to cook says how: steps are sentences, as many as the dish needs", () => {
  for (const { id, steps, cookMinutes, ingredients } of recipes) {
    for (const step of steps) {
      expect(step, id).toMatch(/^[A-Z].{3,}[^.]$/);
    }
    if (cookMinutes > 10 && ingredients.length > 4) {
      expect(steps.length, id).toBeGreaterThanOrEqual(2);
    }
  }
});

test("P-113: an unknown family is a mistake of the table, never a family of its own", () => {
  const [first] = recipeFile as unknown as readonly RecipeFileEntry[];
  if (!first) throw new Error("no recipes");
  expect(() => decodeRecipes([{ ...first, family: "leftovers" }], data.foods)).toThrow(/family/);
});
