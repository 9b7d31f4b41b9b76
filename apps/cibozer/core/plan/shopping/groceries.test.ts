import { expect, test } from "vitest";
import { AISLES } from "../../model/aisles.ts";
import type { Plan, PlanDay } from "../../model/plan.ts";
import { loadVerifierTables, verifyPlan } from "../../verifier/index.ts";
import { createPlanner } from "../planner.ts";
import { planOf, requestOf, shippedData } from "../test-support.ts";
import { groceryList } from "./groceries.ts";

const planner = createPlanner(shippedData);
const tables = loadVerifierTables();
const plan = planOf(planner.plan(requestOf({ days: 30, kcal: 4500, seed: 8 })));
const lines = (of: Plan) => of.groceries.aisles.flatMap((a) => a.lines);

test("P-111: a month's list is the exact sum, above 5 kg as below a gram", () => {
  expect(verifyPlan(plan, tables)).toEqual([]);
  expect(Math.max(...lines(plan).map((l) => l.grams))).toBeGreaterThan(2000);
  expect(new Set(lines(plan).map((l) => l.food)).size).toBe(lines(plan).length);
});

test("MEAL-09: lines lie in the aisles of a shop, in its order, with both kinds of units", () => {
  const order = AISLES.map((a) => a.id);
  const seen = plan.groceries.aisles.map((a) => order.indexOf(a.aisle));
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen).not.toContain(-1);
  const us = groceryList(plan.days, shippedData, "us");
  expect(us.aisles.flatMap((a) => a.lines).every((l) => /oz|lb/.test(l.weight))).toBe(true);
  expect(lines(plan).every((l) => /g$/.test(l.weight))).toBe(true);
  expect(groceryList(plan.days, shippedData, "metric")).toEqual(plan.groceries);
});

test("MEAL-09: what is thrown away is bought as well", () => {
  const day = { meals: [{ ingredients: [{ food: "banana", grams: 640 }] }] } as unknown as PlanDay;
  const line = groceryList([day], shippedData, "metric").aisles[0]?.lines[0];
  expect(line).toMatchObject({ food: "banana", grams: 640, purchaseGrams: 1000, weight: "1 kg" });
});

test("P-111: the verifier goes red on a cap, on rounding down, on a missing and on a doubled food", () => {
  const broken = (change: (grams: number, index: number) => number | null): string[] => {
    let index = 0;
    const aisles = plan.groceries.aisles.map((a) => ({
      ...a,
      lines: a.lines.flatMap((l) => {
        const grams = change(l.grams, index++);
        return grams === null ? [] : [{ ...l, grams }];
      }),
    }));
    const bad: Plan = { ...plan, groceries: { ...plan.groceries, aisles } };
    return verifyPlan(bad, tables).map((v) => v.rule);
  };
  expect(broken((g) => g)).toEqual([]);
  expect(broken((g) => Math.min(g, 2000))).toContain("groceries");
  expect(broken((g) => Math.floor(g))).toContain("groceries");
  expect(broken((g, i) => (i === 4 ? null : g))).toEqual(["groceries"]);
  const [first, ...rest] = plan.groceries.aisles;
  if (!first) throw new Error("no aisle");
  const doubled = { ...first, lines: [...first.lines, ...first.lines.slice(0, 1)] };
  const twice: Plan = { ...plan, groceries: { ...plan.groceries, aisles: [doubled, ...rest] } };
  expect(verifyPlan(twice, tables).map((v) => v.rule)).toEqual(["groceries"]);
});
