import { expect, test } from "vitest";
import { loadPlannerData } from "../catalog/data.ts";
import { DIET_IDS, PATTERN_IDS } from "../model/diet-ids.ts";
import { ALLERGENS } from "../model/food.ts";
import { holdsAllergen, recipeAllergens } from "./allergens.ts";
import { DIETS, dietAllows, requireDiet } from "./diets.ts";
import { createDislikeFilter } from "./dislikes.ts";
import { dishSlots, PATTERNS, requirePattern } from "./patterns.ts";
import { dayTargets } from "./targets.ts";
import { mainProteinSource, varietyNeeds } from "./variety.ts";

const { foods, recipes } = loadPlannerData();
const food = (id: string) => {
  const found = foods.get(id);
  if (!found) throw new Error(`no food ${id}`);
  return found;
};
const all = [...foods.values()];

test("MEAL-02: the ten diets are defined, and their splits are whole", () => {
  expect(DIETS.map((d) => d.id)).toEqual([...DIET_IDS]);
  for (const { id, split } of DIETS) {
    expect(split.protein + split.fat + split.carb, id).toBeCloseTo(1, 9);
  }
  expect(requireDiet("keto").maxNetCarbG).toBe(20);
  expect(requireDiet("mediterranean").fishPerWeek).toBe(2);
  expect(requireDiet("pescatarian").fishPerWeek).toBe(3);
  expect(() => requireDiet("breatharian" as "keto")).toThrow();
});

test("P-109: every ban of every diet names a food that exists", () => {
  for (const diet of DIETS) {
    for (const kind of diet.bannedKinds) {
      expect(
        all.some((f) => f.kinds.includes(kind)),
        `${diet.id}: ${kind}`,
      ).toBe(true);
    }
    for (const id of [...diet.bannedFoods, ...diet.allowedFoods]) {
      expect(foods.has(id), `${diet.id}: ${id}`).toBe(true);
    }
    expect(
      all.some((f) => dietAllows(diet, f)),
      diet.id,
    ).toBe(true);
  }
});

test("MEAL-02: diets rule out what people expect", () => {
  const no = (diet: (typeof DIET_IDS)[number], ...ids: string[]) => {
    for (const id of ids)
      expect(dietAllows(requireDiet(diet), food(id)), `${diet} ${id}`).toBe(false);
  };
  const yes = (diet: (typeof DIET_IDS)[number], ...ids: string[]) => {
    for (const id of ids)
      expect(dietAllows(requireDiet(diet), food(id)), `${diet} ${id}`).toBe(true);
  };
  no(
    "vegan",
    "honey",
    "egg",
    "mayonnaise",
    "pesto",
    "naan",
    "fish-sauce",
    "stock-chicken",
    "whey-protein",
  );
  no("vegetarian", "parmesan", "gruyere", "worcestershire", "oyster-sauce", "lard", "anchovies");
  yes("vegetarian", "cheddar", "egg", "honey");
  no("pescatarian", "stock-chicken", "bacon", "duck");
  yes("pescatarian", "salmon", "shrimp", "mussels");
  no("paleo", "oats", "lentils", "milk-2", "butter", "sugar", "bacon", "soy-sauce", "peanuts");
  no("keto", "oats", "sugar", "honey", "rice-white", "hoisin", "jam");
  yes("keto", "soy-sauce", "cream", "avocado");
  no("carnivore", "spinach", "black-pepper", "olive-oil", "stock-vegetable", "honey");
  yes("carnivore", "beef-ribeye", "salt", "butter", "egg");
  no("mediterranean", "ham", "butter");
  no("low-carb", "maple-syrup", "ketchup");
});

test("MEAL-06: contains and may-contain exclude alike, by tag and not by name", () => {
  const holds = (id: string, a: (typeof ALLERGENS)[number]) =>
    holdsAllergen(food(id), new Set([a]));
  expect(holds("pesto", "milk")).toBe(true);
  expect(holds("pesto", "nuts")).toBe(true);
  expect(holds("oats", "gluten")).toBe(true);
  expect(holds("dark-chocolate", "peanut")).toBe(true);
  expect(holds("whey-protein", "milk")).toBe(true);
  expect(holds("hummus", "sesame")).toBe(true);
  // Coconut milk, buckwheat and butter beans only sound like milk, wheat and butter.
  expect(holds("coconut-milk", "milk")).toBe(false);
  expect(holds("buckwheat", "gluten")).toBe(false);
  expect(holds("butter-beans", "milk")).toBe(false);
  for (const recipe of recipes.values()) {
    const { contains, may } = recipeAllergens(recipe, foods);
    for (const a of ALLERGENS) {
      const any = recipe.ingredients.some((i) => holdsAllergen(food(i.food), new Set([a])));
      expect(contains.includes(a) || may.includes(a)).toBe(any);
    }
  }
});

test("MEAL-03: shares, clock times and fasting windows of the seven patterns", () => {
  expect(PATTERNS.map((p) => p.id)).toEqual([...PATTERN_IDS]);
  const shares = (id: (typeof PATTERN_IDS)[number]) =>
    requirePattern(id).sittings.map((s) => Math.round(s.share * 100));
  expect(shares("three-meals")).toEqual([25, 40, 35]);
  expect(shares("three-plus-two")).toEqual([20, 10, 30, 10, 30]);
  expect(shares("five-even")).toEqual([20, 20, 20, 20, 20]);
  expect(shares("two-meals")).toEqual([50, 50]);
  expect(shares("one-meal")).toEqual([100]);
  expect(shares("16-8")).toEqual([40, 15, 45]);
  expect(shares("18-6")).toEqual([45, 55]);
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  for (const { id, sittings } of PATTERNS) {
    const times = sittings.map((s) => minutes(s.time));
    expect(
      [...times].sort((a, b) => a - b),
      id,
    ).toEqual(times);
    const window = (times.at(-1) ?? 0) - (times[0] ?? 0);
    if (id === "16-8") expect(window).toBeLessThanOrEqual(8 * 60);
    if (id === "18-6") expect(window).toBeLessThanOrEqual(6 * 60);
  }
  expect(() => requirePattern("grazing" as "16-8")).toThrow();
});

test("more energy means more dishes, each with a slot of its own", () => {
  for (const pattern of PATTERNS) {
    let before = 0;
    for (const kcal of [1200, 2000, 3000, 4500, 6000]) {
      const dishes = dishSlots(pattern, kcal);
      expect(dishes.length).toBeGreaterThanOrEqual(before);
      before = dishes.length;
      expect(new Set(dishes.map((d) => d.slot)).size).toBe(dishes.length);
      for (const [i] of pattern.sittings.entries()) {
        const weight = dishes.filter((d) => d.sitting === i).reduce((sum, d) => sum + d.weight, 0);
        expect(weight).toBeCloseTo(1, 6);
      }
    }
  }
});

test("MEAL-04: tolerances take the wider of the two widths", () => {
  const small = dayTargets(requireDiet("standard"), 1400);
  expect(small.tolerance.energyKcal).toBe(50);
  const big = dayTargets(requireDiet("standard"), 2400);
  expect(big.tolerance.energyKcal).toBeCloseTo(72, 9);
  expect(big.proteinG).toBeCloseTo(120, 9);
  // 3 points of 2400 kcal are 18 g protein, more than 10 % of 120 g; for carbohydrate 10 % is wider.
  expect(big.tolerance.proteinG).toBeCloseTo(18, 9);
  expect(big.carbG).toBeCloseTo(288, 9);
  expect(big.tolerance.carbG).toBeCloseTo(28.8, 9);
});

test("MEAL-05: variety scales with the days and with the cuisines asked for", () => {
  const fish = { fishPerWeek: 3 };
  expect(varietyNeeds(7, fish, 0)).toEqual({ cuisines: 3, proteinSources: 4, fishDishes: 3 });
  expect(varietyNeeds(30, fish, 0)).toEqual({ cuisines: 3, proteinSources: 4, fishDishes: 3 });
  expect(varietyNeeds(1, fish, 0)).toEqual({ cuisines: 1, proteinSources: 1, fishDishes: 0 });
  expect(varietyNeeds(4, fish, 1)).toEqual({ cuisines: 1, proteinSources: 3, fishDishes: 2 });
  expect(
    mainProteinSource(
      [
        { food: "tofu", grams: 100 },
        { food: "rice-white", grams: 50 },
      ],
      foods,
    ),
  ).toBe("soy");
  expect(mainProteinSource([], foods)).toBe("vegetables and fruit");
});

test("dislikes match ids, kinds, aisles and whole words in any number", () => {
  const list = [...recipes.values()];
  const filter = (entry: string) => createDislikeFilter([entry], foods, list);
  const eaten = (entry: string) => list.filter(filter(entry).dislikes);
  expect(
    eaten("pork").every(
      (r) =>
        r.ingredients.some((i) => food(i.food).kinds.includes("pork")) || /pork/i.test(r.title),
    ),
  ).toBe(true);
  expect(eaten("mushrooms").length).toBe(eaten("mushroom").length);
  expect(eaten("mushroom").length).toBeGreaterThan(5);
  expect(
    filter("ham").dislikes({
      ...(list[0] as (typeof list)[0]),
      title: "Graham crackers",
      ingredients: [],
    }),
  ).toBe(false);
  expect(filter("unobtainium").unmatched).toEqual(["unobtainium"]);
  expect(filter("cod").unmatched).toEqual([]);
});
