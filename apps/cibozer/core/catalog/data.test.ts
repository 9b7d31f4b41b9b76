import { expect, test } from "vitest";
import foodFile from "../../data/foods.json" with { type: "json" };
import micronutrients from "../../data/micronutrients.json" with { type: "json" };
import recipeFile from "../../data/recipes.json" with { type: "json" };
import { AISLES } from "../model/aisles.ts";
import { ALLERGENS, KINDS } from "../model/food.ts";
import { RECIPE_SLOTS } from "../model/recipe.ts";
import { listCuisines, loadPlannerData } from "./data.ts";
import { decodeFoods, type FoodFile } from "./foods.ts";
import { decodeRecipes, type RecipeFileEntry } from "./recipes.ts";

const data = loadPlannerData();
const foods = [...data.foods.values()];
const recipes = [...data.recipes.values()];

test("MEAL-08: every food has an id and a source of its own, a state, an aisle and known tags", () => {
  expect(foods.length).toBeGreaterThan(300);
  for (const food of foods) {
    expect(food.id).toMatch(/^[a-z0-9-]+$/);
    expect(food.ndb, food.id).toMatch(/^\d{5}$/);
    expect(["raw", "frozen", "dry", "prepared"], food.id).toContain(food.state);
    expect(
      AISLES.map((a) => a.id),
      food.id,
    ).toContain(food.aisle);
    expect(food.kinds.length, food.id).toBeGreaterThan(0);
    for (const kind of food.kinds) expect(KINDS, food.id).toContain(kind);
    for (const a of [...food.contains, ...food.mayContain]) expect(ALLERGENS, food.id).toContain(a);
    expect(
      food.contains.filter((a) => food.mayContain.includes(a)),
      food.id,
    ).toEqual([]);
    expect(food.inediblePct, food.id).toBeGreaterThanOrEqual(0);
    expect(food.inediblePct, food.id).toBeLessThan(90);
    expect(food.priceUsdPerKg ?? 0, food.id).toBeGreaterThanOrEqual(0);
  }
  expect(foodFile.source).toContain("Release 28");
});

test("MEAL-08: energy and macros are measured; energy is within 25 % of 4/9/4 or annotated", () => {
  for (const { id, per100, energyNote } of foods) {
    const { energyKcal, proteinG, fatG, carbG } = per100;
    expect([energyKcal, proteinG, fatG, carbG], id).not.toContain(null);
    const factors = 4 * (proteinG ?? 0) + 9 * (fatG ?? 0) + 4 * (carbG ?? 0);
    const off = Math.abs((energyKcal ?? 0) - factors);
    const annotated = energyNote !== "";
    expect(off <= 0.25 * Math.max(1, energyKcal ?? 0) || annotated, `${id}: ${off}`).toBe(true);
    expect(per100.fibreG ?? 0, id).toBeLessThanOrEqual((carbG ?? 0) + 0.1);
    expect((proteinG ?? 0) + (fatG ?? 0) + (carbG ?? 0), id).toBeLessThanOrEqual(101);
  }
});

test("MEAL-08: obvious allergens are tagged, whatever the product's name says", () => {
  for (const food of foods) {
    const has = (allergen: (typeof ALLERGENS)[number]) =>
      food.contains.includes(allergen) || food.mayContain.includes(allergen);
    const kinds = new Set<string>(food.kinds);
    if (kinds.has("dairy") && food.id !== "lard") expect(has("milk"), food.id).toBe(true);
    if (kinds.has("egg")) expect(has("egg"), food.id).toBe(true);
    if (kinds.has("fish")) expect(has("fish"), food.id).toBe(true);
    if (kinds.has("crustacean")) expect(has("crustacean"), food.id).toBe(true);
    if (kinds.has("mollusc")) expect(has("mollusc"), food.id).toBe(true);
    if (
      /wheat|barley|bread|pasta/i.test(food.name) &&
      !/gluten-free|buckwheat|sauce/i.test(food.name)
    ) {
      expect(has("gluten"), food.id).toBe(true);
    }
  }
});

test("MEAL-02: what a composite food contains is among its kinds, so no diet overlooks it", () => {
  const pairs = [
    ["milk", "dairy"],
    ["egg", "egg"],
    ["fish", "fish"],
    ["crustacean", "crustacean"],
    ["mollusc", "mollusc"],
    ["soy", "legume"],
    ["peanut", "legume"],
    ["gluten", "grain"],
  ] as const;
  for (const food of foods) {
    for (const [allergen, kind] of pairs) {
      if (food.contains.includes(allergen)) expect(food.kinds, food.id).toContain(kind);
    }
  }
});

test("MEAL-08: household measures belong to foods and weigh something", () => {
  for (const [id, measures] of data.portions) {
    expect(data.foods.has(id), id).toBe(true);
    for (const m of measures) expect(m.grams > 0 && m.amount > 0 && m.unit !== "", id).toBe(true);
  }
  expect(Object.keys(micronutrients.foods).sort()).toEqual([...data.foods.keys()].sort());
});

test("MEAL-08: every recipe is complete and of a size that a person eats", () => {
  const titles = new Set<string>();
  for (const recipe of recipes) {
    expect(recipe.id).toMatch(/^[a-z0-9-]+$/);
    expect(titles.has(recipe.title), recipe.title).toBe(false);
    titles.add(recipe.title);
    expect(recipe.slots.length, recipe.id).toBeGreaterThan(0);
    for (const slot of recipe.slots) expect(RECIPE_SLOTS).toContain(slot);
    expect(recipe.cuisine, recipe.id).toMatch(/^[a-z-]+$/);
    expect(recipe.steps.length, recipe.id).toBeGreaterThan(0);
    expect(recipe.prepMinutes + recipe.cookMinutes, recipe.id).toBeLessThanOrEqual(180);
    const ids = recipe.ingredients.map((i) => i.food);
    expect(new Set(ids).size, recipe.id).toBe(ids.length);
    const kcal = recipe.ingredients.reduce(
      (sum, i) => sum + ((data.foods.get(i.food)?.per100.energyKcal ?? 0) * i.grams) / 100,
      0,
    );
    expect(kcal / recipe.servings, recipe.id).toBeGreaterThan(60);
    expect(kcal / recipe.servings, recipe.id).toBeLessThan(900);
  }
});

test("P-113: a duplicate id never wins silently, nor does an unknown food", () => {
  const file = foodFile as unknown as FoodFile;
  const entries = recipeFile as unknown as readonly RecipeFileEntry[];
  const first = entries[0] as RecipeFileEntry;
  expect(() => decodeFoods({ ...file, foods: [...file.foods, file.foods[0] ?? []] })).toThrow(
    /twice/,
  );
  expect(() => decodeFoods({ ...file, nutrients: ["proteinG"] })).toThrow(/nutrients/);
  expect(() => decodeRecipes([first, first], data.foods)).toThrow(/twice/);
  const bad = { ...first, ingredients: [{ food: "unicorn", grams: 10 }] };
  expect(() => decodeRecipes([bad], data.foods)).toThrow(/no food unicorn/);
  expect(() => decodeRecipes([{ ...first, slots: ["X"] }], data.foods)).toThrow(/slot/);
});

test("cuisines are listed with their recipes, most first", () => {
  const list = listCuisines(data);
  expect(list[0]?.id).toBe("general");
  expect(list.reduce((sum, c) => sum + c.recipes, 0)).toBe(recipes.length);
  expect(list.length).toBeLessThanOrEqual(31);
});

test("P-113: raw and cooked are not mixed up: what is dry has the energy of dry, what is tinned has not", () => {
  const kcal = (aisle: string) =>
    foods.filter((f) => f.aisle === aisle).map((f) => [f.id, f.per100.energyKcal ?? 0] as const);
  for (const [id, energy] of [...kcal("grains"), ...kcal("pulses")]) {
    expect(energy, id).toBeGreaterThan(300);
  }
  for (const food of foods.filter((f) => f.aisle === "tins" && f.kinds.includes("legume"))) {
    expect(food.state, food.id).toBe("prepared");
    expect(food.per100.energyKcal, food.id).toBeLessThan(180);
  }
  // Cooking drives water out: raw meat and fish never reach the protein of the roast.
  for (const food of foods.filter((f) => f.state === "raw" && /^(meat|fish)$/.test(f.aisle))) {
    expect(food.per100.proteinG, food.id).toBeLessThan(26);
  }
});
