import fc from "fast-check";
import { expect, test } from "vitest";
import { loadPlannerData } from "../catalog/data.ts";
import { NUTRIENTS, type NutrientName } from "../model/food.ts";
import type { Recipe } from "../model/recipe.ts";
import {
  addNutrition,
  costOf,
  purchaseGrams,
  scaleIngredients,
  sumNutrition,
} from "./nutrition.ts";
import { gramsToOunces, ouncesToGrams } from "./units.ts";

const { foods, recipes } = loadPlannerData();
const recipe = fc.constantFrom(...recipes.values());
const portion = fc.integer({ min: 1, max: 40 }).map((q) => q / 4);
const ingredient = fc.record({
  food: fc.constantFrom(...foods.keys()),
  grams: fc.double({ min: 0.01, max: 3000, noNaN: true }),
});

/** Half a milligram: what rounding a weight or a sum to three decimals can move it by. */
const HALF = 0.0005;

/**
 * The most that rounding can make n portions differ from n times one: every ingredient's weight is
 * rounded to the milligram, once in one portion (counted n times) and once in n portions, and so is
 * each sum. Salt and baking powder hold so much sodium that a fixed tolerance would be wrong.
 */
const roundingBound = (r: Recipe, name: NutrientName, n: number): number => {
  const perGram = r.ingredients.map(({ food }) => (foods.get(food)?.per100[name] ?? 0) / 100);
  const weights = perGram.reduce((sum, amount) => sum + amount, 0);
  return HALF * (n + 1) * (weights + 1) + 1e-9;
};

test("P-113: scaling is linear: n portions hold n times one portion", () => {
  fc.assert(
    fc.property(recipe, portion, (r, n) => {
      const one = sumNutrition(scaleIngredients(r, 1), foods);
      const many = sumNutrition(scaleIngredients(r, n), foods);
      for (const name of NUTRIENTS) {
        expect(Math.abs(many[name] - one[name] * n)).toBeLessThanOrEqual(roundingBound(r, name, n));
      }
    }),
    { examples: [[recipes.get("snack-banana-muffin") as Recipe, 0.25]] },
  );
});

test("P-113: the total of parts is the sum of all their ingredients", () => {
  fc.assert(
    fc.property(fc.array(fc.array(ingredient, { maxLength: 8 }), { maxLength: 6 }), (meals) => {
      const whole = sumNutrition(meals.flat(), foods);
      const parts = addNutrition(meals.map((m) => sumNutrition(m, foods)));
      for (const name of NUTRIENTS) expect(Math.abs(whole[name] - parts[name])).toBeLessThan(0.01);
      expect(parts.atLeast).toEqual(whole.atLeast);
    }),
  );
});

test("P-113: ounces and grams round-trip, and bought weight less the waste is the eaten weight", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.integer({ min: 0, max: 89 }),
      (g, pct) => {
        expect(Math.abs(ouncesToGrams(gramsToOunces(g)) - g)).toBeLessThanOrEqual(1e-9 * g + 1e-12);
        expect(purchaseGrams(g, pct) * (1 - pct / 100)).toBeCloseTo(g, 5);
      },
    ),
  );
});

test("a value nobody measured makes the sum a lower bound and never a zero that counts", () => {
  const gap = [...foods.values()].find((f) => f.per100.sugarG === null);
  expect(gap).toBeDefined();
  const sum = sumNutrition([{ food: gap?.id ?? "", grams: 100 }], foods);
  expect(sum.atLeast).toContain("sugarG");
  expect(sumNutrition([{ food: "oats", grams: 100 }], foods).atLeast).not.toContain("energyKcal");
});

test("P-113: 100 g of oats and two large eggs are what USDA says", () => {
  const sum = sumNutrition(
    [
      { food: "oats", grams: 100 },
      { food: "egg", grams: 100 },
    ],
    foods,
  );
  expect(sum.energyKcal).toBeCloseTo(379 + 143, 6);
  expect(sum.proteinG).toBeCloseTo(13.15 + 12.56, 6);
  expect(costOf([{ food: "oats", grams: 1000 }], foods)).toBeCloseTo(3, 6);
  expect(() => sumNutrition([{ food: "unicorn", grams: 1 }], foods)).toThrow(/no food/);
  expect(() => costOf([{ food: "unicorn", grams: 1 }], foods)).toThrow(/no food/);
});
