import fc from "fast-check";
import { expect, test } from "vitest";
import type { Plan, PlanDay } from "../model/plan.ts";
import { createPlanner } from "../plan/index.ts";
import { planOf, requestOf, shippedData } from "../plan/test-support.ts";
import { plateOf, standTogether } from "../rules/beside.ts";
import { checkBeside } from "./beside-check.ts";
import { loadVerifierTables, verifyPlan } from "./index.ts";

const tables = loadVerifierTables();
const shipped = [...shippedData.recipes.values()];

/** What the verifier says about two recipes at one sitting, or undefined. */
function said(one: string, other: string): string | undefined {
  const found: string[] = [];
  const meals = [one, other].map((id) => ({ sitting: "lunch", recipe: { id, title: id } }));
  const day = { date: "2026-01-05", meals } as unknown as PlanDay;
  checkBeside(day, tables, (_, detail) => found.push(detail));
  return found[0];
}

test("MEAL-05: two dishes at one sitting that nobody would cook together are named, with the reason", () => {
  expect(said("hummus-tomato-toast", "snack-hummus-veg")).toBe(
    "2026-01-05: hummus-tomato-toast and snack-hummus-veg: both are about chickpeas",
  );
  expect(said("beans-on-toast", "side-bruschetta")).toMatch(/bread twice$/);
  expect(said("side-bacon-cabbage", "lentil-walnut-loaf")).toMatch(/meat beside none$/);
  expect(said("lentil-soup", "side-tomato-soup-cup")).toMatch(/a soup or stew twice$/);
  expect(said("pork-chops-lard", "side-mashed-potatoes")).toBeUndefined();
});

test("MEAL-05: planner and verifier, which share no code, agree about any two recipes", () => {
  const one = fc.constantFrom(...shipped);
  fc.assert(
    fc.property(one, one, (a, b) => {
      fc.pre(a.id !== b.id);
      const together = standTogether(plateOf(a, shippedData.foods), plateOf(b, shippedData.foods));
      expect(said(a.id, b.id) === undefined, `${a.id}, ${b.id}: ${said(a.id, b.id)}`).toBe(
        together,
      );
    }),
    { numRuns: 500 },
  );
});

test("MEAL-05: a planner that sees no kitchens is caught: garlic bread beside a curry", () => {
  const recipes = new Map(shipped.map((r) => [r.id, { ...r, cuisine: "general" }]));
  const blind = createPlanner({ ...shippedData, recipes });
  const rules = [1, 2, 3, 4, 5, 6].flatMap((seed) => {
    const request = requestOf({ days: 1, kcal: 2400, pattern: "two-meals", seed });
    return verifyPlan(planOf(blind.plan(request)), tables).map(({ rule }) => rule);
  });
  expect(new Set(rules)).toEqual(new Set(["beside"]));
});

test("MEAL-05: what a person put side by side stays, and the rest of the day is planned around it", () => {
  const planner = createPlanner(shippedData);
  const request = requestOf({ days: 1, kcal: 2400, pattern: "two-meals", seed: 4 });
  const plan = planOf(planner.plan(request));
  const [day] = plan.days;
  const [lunch, side] = day?.meals ?? [];
  if (!day || !lunch || !side) throw new Error("no lunch with a side");
  const placed = [
    { slot: lunch.slot, recipe: "hummus-tomato-toast", portion: 1.5 },
    { slot: side.slot, recipe: "snack-hummus-veg", portion: 1.5 },
    ...day.meals
      .slice(2)
      .map(({ slot, recipe, portion }) => ({ slot, recipe: recipe.id, portion })),
  ];
  const composed = planner.compose({ request, days: [placed], before: plan });
  if (!composed.ok) throw new Error(composed.broken);
  const beside = (of: Plan) => verifyPlan(of, tables).filter(({ rule }) => rule === "beside");
  expect(beside(composed.plan)).toHaveLength(1);
  const swapped = planner.swap(composed.plan, { day: 0, slot: "dinner", seed: 1 });
  const after = planOf(swapped);
  expect(after.days[0]?.meals.slice(0, 2).map(({ recipe }) => recipe.id)).toEqual(
    placed.slice(0, 2).map(({ recipe }) => recipe),
  );
  const another = planOf(planner.swap(composed.plan, { day: 0, slot: side.slot, seed: 1 }));
  expect(beside(another)).toEqual([]);
});
