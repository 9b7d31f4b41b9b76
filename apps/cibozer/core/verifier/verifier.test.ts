import { expect, test } from "vitest";
import type { PlannerData } from "../catalog/data.ts";
import type { Food } from "../model/food.ts";
import type { Plan, PlanDay } from "../model/plan.ts";
import { createPlanner } from "../plan/index.ts";
import { planOf, requestOf, shippedData } from "../plan/test-support.ts";
import { loadVerifierTables, verifyPlan } from "./index.ts";

const tables = loadVerifierTables();
const planner = createPlanner(shippedData);
const rules = (plan: Plan) => new Set(verifyPlan(plan, tables).map((v) => v.rule));

/** A planner whose food table was changed: what it believes is not what the verifier reads. */
const misled = (change: (food: Food) => Food) => {
  const foods = new Map([...shippedData.foods].map(([id, f]) => [id, change(f)]));
  const data: PlannerData = { ...shippedData, foods };
  return createPlanner(data);
};
const seeds = [1, 2, 3, 4, 5];

test("P-110: a planner that looks for allergens in names is caught", () => {
  const bySubstring = misled((f) => ({
    ...f,
    contains: f.contains.filter((a) => f.name.toLowerCase().includes(a)),
    mayContain: [],
  }));
  const caught = seeds.some((seed) => {
    const request = requestOf({ days: 3, diet: "vegetarian", excludeAllergens: ["milk"], seed });
    return rules(planOf(bySubstring.plan(request))).has("allergen");
  });
  expect(caught).toBe(true);
});

test("P-110: a planner that ignores may-contain is caught", () => {
  const careless = misled((f) => ({ ...f, mayContain: [] }));
  const request = requestOf({ days: 7, excludeAllergens: ["gluten", "soy"], seed: 1 });
  expect(rules(planOf(careless.plan(request)))).toContain("allergen");
});

test("P-109: a ban list that names no real food is caught", () => {
  const blind = misled((f) => ({ ...f, kinds: [] }));
  const plan = planOf(blind.plan(requestOf({ days: 1, diet: "vegan", seed: 1 })));
  const later = seeds.map((seed) => planOf(blind.plan(requestOf({ diet: "vegan", seed }))));
  expect([plan, ...later].some((p) => rules(p).has("diet"))).toBe(true);
});

test("P-109: planning each day alone is caught by the variety of the whole plan", () => {
  const day = planOf(planner.plan(requestOf({ days: 1, diet: "mediterranean", seed: 1 })));
  const request = requestOf({ days: 7, diet: "mediterranean", seed: 1 });
  const week = planOf(planner.plan(request));
  const days = week.days.map((d): PlanDay => ({ ...(day.days[0] as PlanDay), date: d.date }));
  expect(rules({ ...week, days })).toContain("variety");
});

test("P-113: numbers that are not the sum of the ingredients are caught", () => {
  const plan = planOf(planner.plan(requestOf({ days: 1 })));
  const first = plan.days[0] as PlanDay;
  const changed = (day: Partial<PlanDay>): Plan => ({ ...plan, days: [{ ...first, ...day }] });
  expect(rules(plan).size).toBe(0);
  const totals = { ...first.totals, proteinG: first.totals.proteinG + 1 };
  expect(rules(changed({ totals }))).toEqual(new Set(["stated"]));
  const [meal, ...rest] = first.meals;
  if (!meal) throw new Error("no meal");
  expect(rules(changed({ meals: [{ ...meal, portion: meal.portion + 0.1 }, ...rest] }))).toContain(
    "portion",
  );
  expect(rules(changed({ meals: [{ ...meal, time: "03:00" }, ...rest] }))).toContain("pattern");
  expect(rules(changed({ meals: rest }))).toContain("kcal");
  expect(rules(changed({ date: "2026-01-06" }))).toContain("date");
  const poisoned = { ...meal, ingredients: [...meal.ingredients, { food: "honey", grams: 5 }] };
  expect(rules(changed({ meals: [poisoned, ...rest] }))).toContain("recipe");
  const foreign = { ...meal, recipe: { id: "made-up", title: "?" } };
  expect(rules(changed({ meals: [foreign, ...rest] }))).toContain("recipe");
});

test("P-109: a wider tolerance, a budget and a time limit that were ignored are caught", () => {
  const plan = planOf(planner.plan(requestOf({ days: 2, kcal: 2000 })));
  const asIf = (change: Partial<Plan["request"]>): Plan => ({
    ...plan,
    request: { ...plan.request, ...change },
  });
  expect(rules(asIf({ kcal: 2150 }))).toContain("kcal");
  expect(rules(asIf({ diet: "keto" }))).toContain("macro");
  expect(rules(asIf({ diet: "keto" }))).toContain("net-carbs");
  expect(rules(asIf({ budget: 2 }))).toContain("budget");
  expect(rules(asIf({ maxMinutes: 1 }))).toContain("maxMinutes");
  expect(rules(asIf({ pattern: "one-meal" }))).toContain("pattern");
  expect(rules(asIf({ days: 3 }))).toContain("days");
});

test("MEAL-05: liver twice within a week is caught, whichever liver it is", () => {
  const plan = planOf(planner.plan(requestOf({ days: 8, diet: "carnivore", seed: 1 })));
  const isLiver = ({ food }: { readonly food: string }) => food.endsWith("-liver");
  const without = plan.days.map((day) => ({
    ...day,
    meals: day.meals.filter(({ ingredients }) => !ingredients.some(isLiver)),
  }));
  const withLiver = (...wanted: readonly number[]): Plan => ({
    ...plan,
    days: without.map((day, i) => ({
      ...day,
      meals: day.meals.map((meal, at) =>
        at === 0 && wanted.includes(i)
          ? {
              ...meal,
              ingredients: [{ food: i === 0 ? "beef-liver" : "chicken-liver", grams: 100 }],
            }
          : meal,
      ),
    })),
  });
  const livers = (plan: Plan) =>
    verifyPlan(plan, tables).filter(({ detail }) => detail.startsWith("liver")).length;
  expect(livers(withLiver(0, 6))).toBe(1);
  expect(livers(withLiver(0, 7))).toBe(0);
});
