import { expect, test } from "vitest";
import type { PlannerData } from "../catalog/data.ts";
import { FAMILIES } from "../model/recipe.ts";
import { createPlanner } from "../plan/index.ts";
import { planOf, requestOf, shippedData } from "../plan/test-support.ts";
import { loadVerifierTables, verifyPlan } from "./index.ts";

const tables = loadVerifierTables();

/** A planner that was told something else about recipes than the verifier reads. */
const misled = (change: (recipe: Recipe, index: number) => Recipe) => {
  const recipes = new Map(
    [...shippedData.recipes.values()].map((recipe, i) => [recipe.id, change(recipe, i)]),
  );
  return createPlanner({ ...shippedData, recipes });
};
type Recipe = PlannerData["recipes"] extends ReadonlyMap<string, infer R> ? R : never;
const seeds = [1, 2];
const rulesBroken = (planner: ReturnType<typeof createPlanner>, diet: "keto" | "carnivore") =>
  new Set(
    seeds.flatMap((seed) => {
      const plan = planOf(planner.plan(requestOf({ days: 3, diet, pattern: "five-even", seed })));
      return verifyPlan(plan, tables).map((v) => v.rule);
    }),
  );

test("MEAL-05: a planner that sees no families is caught: two omelettes on one day", () => {
  const blind = misled((r, i) => ({ ...r, family: FAMILIES[i % FAMILIES.length] ?? r.family }));
  expect(rulesBroken(blind, "keto")).toEqual(new Set(["same-day"]));
});

test("MEAL-05: a planner that serves dinner in the morning is caught", () => {
  const upside = misled((r) => (r.slots.includes("D") ? { ...r, slots: ["B", ...r.slots] } : r));
  expect(rulesBroken(upside, "carnivore")).toContain("place");
});

test("MEAL-05: chicken three times on one day is caught", () => {
  const plan = planOf(
    createPlanner(shippedData).plan(requestOf({ days: 1, pattern: "three-plus-two", seed: 2 })),
  );
  const [day] = plan.days;
  if (!day) throw new Error("no day");
  const chicken = [{ food: "chicken-breast", grams: 100 }];
  const beans = [{ food: "white-beans", grams: 100 }];
  const meals = day.meals.map((m, i) => ({ ...m, ingredients: i < 3 ? chicken : beans }));
  const found = verifyPlan({ ...plan, days: [{ ...day, meals }] }, tables);
  expect(found.filter((v) => v.rule === "same-day").map((v) => v.detail)).toEqual([
    `${day.date}: poultry 3 times`,
  ]);
});

test("MEAL-02: mash on a ketogenic day is caught, however small the portion", () => {
  const plan = planOf(createPlanner(shippedData).plan(requestOf({ diet: "keto", kcal: 2600 })));
  const [day] = plan.days;
  const mash = shippedData.recipes.get("side-mashed-potatoes");
  if (!day || !mash) throw new Error("no day or no mash");
  const meals = day.meals.map((m, i) =>
    i === 0
      ? {
          ...m,
          recipe: { id: mash.id, title: mash.title },
          portion: 0.5,
          ingredients: mash.ingredients.map((p) => ({ ...p, grams: p.grams / 4 })),
        }
      : m,
  );
  const found = verifyPlan({ ...plan, days: [{ ...day, meals }] }, tables);
  expect(found.some((v) => v.rule === "net-carbs" && v.detail.startsWith(mash.id))).toBe(true);
});
