import { expect, test } from "vitest";
import { DIET_IDS } from "../model/diet-ids.ts";
import { loadVerifierTables, verifyPlan } from "../verifier/index.ts";
import { addDays } from "./build-plan.ts";
import { createPlanner, createPlannerContext } from "./planner.ts";
import { planOf, requestOf, shippedData } from "./test-support.ts";

const planner = createPlanner(shippedData);
const tables = loadVerifierTables();

test("MEAL-02, P-109: all ten diets give a week that the verifier accepts", () => {
  for (const diet of DIET_IDS) {
    const plan = planOf(planner.plan(requestOf({ days: 7, diet, kcal: 2000, seed: 11 })));
    expect(verifyPlan(plan, tables), diet).toEqual([]);
    expect(plan.days).toHaveLength(7);
  }
});

test("MEAL-01: 30 days keep every rule to the last, and so does the ceiling of energy", () => {
  const month = planOf(planner.plan(requestOf({ days: 30, diet: "pescatarian", kcal: 2200 })));
  expect(verifyPlan(month, tables)).toEqual([]);
  expect(month.days.at(-1)?.date).toBe("2026-02-03");
  const big = planOf(planner.plan(requestOf({ days: 2, kcal: 6000 })));
  expect(verifyPlan(big, tables)).toEqual([]);
});

test("the same request gives the same plan, another seed another one", () => {
  const request = requestOf({ days: 7, diet: "vegetarian", seed: 3 });
  const first = planner.plan(request);
  expect(createPlanner(shippedData).plan(request)).toEqual(first);
  const other = planOf(planner.plan({ ...request, seed: 4 }));
  expect(other.days).not.toEqual(planOf(first).days);
});

test("MEAL-04: the gap of a plan is small and never negative", () => {
  for (const seed of [1, 2, 3]) {
    const { gap } = planOf(planner.plan(requestOf({ days: 7, seed })));
    expect(gap).toBeGreaterThanOrEqual(0);
    expect(gap).toBeLessThan(0.05);
  }
});

test("planDay answers for one day whatever the request says", () => {
  const plan = planOf(planner.planDay(requestOf({ days: 30, budget: 12 })));
  expect(plan.days).toHaveLength(1);
  expect(plan.request.days).toBe(1);
  expect(verifyPlan(plan, tables)).toEqual([]);
});

test("a dislike that matches nothing is said to", () => {
  const plan = planOf(planner.plan(requestOf({ dislikes: ["cod", "unobtainium"] })));
  expect(plan.unmatchedDislikes).toEqual(["unobtainium"]);
});

test("P-110: excluding one more allergen never adds a food that has it", () => {
  for (const allergen of ["milk", "nuts", "soy", "gluten", "celery"] as const) {
    const request = requestOf({ days: 3, excludeAllergens: ["sesame", allergen], seed: 2 });
    const plan = planOf(planner.plan(request));
    const eaten = plan.days.flatMap((d) => d.meals.flatMap((m) => m.ingredients));
    for (const { food } of eaten) {
      const row = shippedData.foods.get(food);
      expect([...(row?.contains ?? []), ...(row?.mayContain ?? [])], food).not.toContain(allergen);
    }
    expect(verifyPlan(plan, tables)).toEqual([]);
  }
});

test("days are counted over months and leap years", () => {
  expect(addDays("2026-01-30", 3)).toBe("2026-02-02");
  expect(addDays("2028-02-28", 1)).toBe("2028-02-29");
  expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
});

test("MEAL-05: bare meat and gluten-free bread are for those who ask for them", () => {
  const factsOf = new Map(createPlannerContext(shippedData).facts.map((f) => [f.recipe.id, f]));
  const odd = (input: Parameters<typeof requestOf>[0]) =>
    planOf(planner.plan(requestOf({ days: 7, pattern: "three-plus-two", ...input })))
      .days.flatMap((d) => d.meals)
      .filter((m) => factsOf.get(m.recipe.id)?.bare || factsOf.get(m.recipe.id)?.glutenFree);
  expect(odd({ seed: 4 }).length).toBeLessThanOrEqual(1);
  expect(odd({ diet: "carnivore", seed: 4 }).length).toBeGreaterThan(10);
});
