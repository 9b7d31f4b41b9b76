import fc from "fast-check";
import { expect, test } from "vitest";
import { PROFILES } from "../../../scripts/profiles.ts";
import { asCooked, leftoversOf } from "../../model/leftovers.ts";
import type { Plan } from "../../model/plan.ts";
import { loadVerifierTables, verifyPlan } from "../../verifier/index.ts";
import { createPlanner } from "../planner.ts";
import { planOf, requestOf, shippedData } from "../test-support.ts";

const planner = createPlanner(shippedData);
const tables = loadVerifierTables();
const profiles = [
  {},
  { kcal: 1700, diet: "pescatarian", excludeAllergens: ["milk"] },
  { kcal: 2600, diet: "high-protein", pattern: "three-plus-two" },
  { kcal: 1800, diet: "vegan", maxMinutes: 45 },
] as const;
const plans = profiles.map((profile, seed) =>
  planOf(planner.plan(requestOf({ days: 7, seed, ...profile }))),
);
const mealOf = (plan: Plan, day: number, slot: string) =>
  plan.days[day]?.meals.find((meal) => meal.slot === slot);
const main = fc.constantFrom("lunch", "dinner");
const day = fc.integer({ min: 0, max: 5 });

test("P-109, P-110: what is left over on another day keeps every rule that the week kept, or is refused", () => {
  let kept = 0;
  fc.assert(
    fc.property(fc.constantFrom(...plans), day, main, main, (plan, at, cooked, eaten) => {
      const recipe = mealOf(plan, at, cooked)?.recipe.id ?? "";
      const found = planner.swap(plan, { day: at + 1, slot: eaten, seed: 1, recipe });
      if (!found.ok) return;
      kept += 1;
      expect(mealOf(found.plan, at + 1, eaten)?.recipe.id).toBe(recipe);
      expect(verifyPlan(found.plan, tables)).toEqual([]);
      plan.days.forEach((one, i) => {
        if (i !== at + 1) expect(found.plan.days[i]).toEqual(one);
      });
    }),
    { numRuns: 60, seed: 5 },
  );
  expect(kept).toBeGreaterThan(30);
});

test("MEAL-02, P-109: a week that needs its fish keeps it, whatever is left over", () => {
  for (const diet of ["mediterranean", "pescatarian"] as const) {
    for (const seed of [1, 2, 3]) {
      const profile = PROFILES.find((one) => one.diet === diet);
      const plan = planOf(planner.plan(requestOf({ ...profile, days: 7, seed })));
      for (const [cooked, eaten] of [
        ["dinner", "lunch"],
        ["lunch", "lunch"],
        ["dinner", "dinner"],
      ] as const) {
        for (const at of [0, 2, 4]) {
          const recipe = mealOf(plan, at, cooked)?.recipe.id ?? "";
          const found = planner.swap(plan, { day: at + 1, slot: eaten, seed: 1, recipe });
          if (found.ok) expect(verifyPlan(found.plan, tables)).toEqual([]);
        }
      }
    }
  }
});

test("MEAL-09: what is left over is bought for with the day that cooks it, and nothing twice", () => {
  // Not every dinner is a lunch beside what the next day has: the first week where it is.
  const [swapped] = plans.flatMap((plan) => {
    const recipe = mealOf(plan, 0, "dinner")?.recipe.id ?? "";
    const found = planner.swap(plan, { day: 1, slot: "lunch", seed: 1, recipe });
    return found.ok ? [found.plan] : [];
  });
  if (!swapped) throw new Error("no dinner can be left for a lunch");
  const leftovers = leftoversOf(swapped.days, [{ day: 1, slot: "lunch" }]);
  expect(leftovers).toEqual([{ day: 1, slot: "lunch", from: { day: 0, slot: "dinner" } }]);
  const gramsOf = (days: readonly number[] | undefined, left = leftovers) => {
    const list = planner.shopping(swapped, { days, leftovers: left });
    const lines = list.aisles.flatMap((aisle) => aisle.lines);
    return new Map(lines.map(({ food, grams }) => [food, grams]));
  };
  const meal = mealOf(swapped, 1, "lunch");
  const [first, plain] = [gramsOf([0]), gramsOf([0], [])];
  for (const { food, grams } of meal?.ingredients ?? []) {
    expect(first.get(food)).toBeCloseTo((plain.get(food) ?? 0) + grams, 2);
  }
  expect(gramsOf(undefined)).toEqual(gramsOf(undefined, []));
  const days = asCooked(swapped.days, leftovers).map(({ meals }) => meals.length);
  expect(days.slice(0, 2)).toEqual(
    swapped.days.slice(0, 2).map((one, i) => one.meals.length + (i === 0 ? 1 : -1)),
  );
});

test("a dish keeps for two days, and with rice for one; what was never cooked is not left over", () => {
  const dish = (id: string, food: string) => ({
    slot: "dinner",
    recipe: { id },
    ingredients: [{ food }],
  });
  const week = (...dishes: (readonly [string, string])[]) =>
    dishes.map(([id, food]) => ({ meals: [dish(id, food)] })) as never;
  const at = (day: number) => ({ day, slot: "dinner" });
  const from = (days: never, ...marked: number[]) =>
    leftoversOf(days, marked.map(at)).map((left) => [left.day, left.from.day]);
  const [stew, rice, soup] = [
    ["stew", "beef"],
    ["curry", "rice-white"],
    ["soup", "leek"],
  ] as const;
  expect(from(week(stew, soup, stew), 2)).toEqual([[2, 0]]);
  expect(from(week(stew, soup, soup, stew), 3)).toEqual([]);
  expect(from(week(rice, soup, rice), 2)).toEqual([]);
  expect(from(week(rice, rice), 1)).toEqual([[1, 0]]);
  // A dish that is itself left over is left of the one that was cooked, as long as that keeps.
  expect(from(week(stew, stew, stew), 1, 2)).toEqual([
    [1, 0],
    [2, 0],
  ]);
  expect(from(week(soup, stew), 1)).toEqual([]);
  expect(from(week(stew), 0)).toEqual([]);
});
