import fc from "fast-check";
import { expect, test } from "vitest";
import { type CountedMenu, createUsage } from "./usage.ts";

const facts = [{ liverDish: true }, { liverDish: true }, { liverDish: false }];
const menuOf = (recipes: readonly number[]): CountedMenu => ({
  menu: { recipes, quarters: recipes.map(() => 4), cost: 0 },
  breakfasts: [],
  others: recipes,
  families: [],
  cuisines: 0,
  sources: 0,
  fishDishes: 0,
  liverDishes: recipes.filter((recipe) => facts[recipe]?.liverDish).length,
});

test("MEAL-05: liver is eaten once in any seven days, whichever dish it is of", () => {
  const days = fc.uniqueArray(fc.integer({ min: 0, max: 29 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(days, fc.integer({ min: 0, max: 29 }), (eaten, day) => {
      fc.pre(!eaten.includes(day));
      const usage = createUsage(facts);
      for (const other of eaten) usage.add(other, menuOf([0]));
      const isNear = eaten.some((other) => Math.abs(other - day) < 7);
      expect(usage.excess(day, menuOf([1])) > 0).toBe(isNear);
      expect(usage.full(day, 1)).toBe(isNear);
      expect(usage.excess(day, menuOf([2]))).toBe(0);
      expect(usage.full(day, 2)).toBe(false);
      for (const other of eaten) usage.remove(other, menuOf([0]));
      expect(usage.excess(day, menuOf([1]))).toBe(0);
    }),
  );
  expect(createUsage(facts).excess(3, menuOf([0, 1]))).toBe(1);
});
