import fc from "fast-check";
import { expect, test } from "vitest";
import { PROFILES } from "../../scripts/profiles.ts";
import { DIET_IDS, PATTERN_IDS } from "../model/diet-ids.ts";
import { ALLERGENS } from "../model/food.ts";
import { LEFTOVER_WISHES } from "../model/leftover-wish.ts";
import { leftoversOf, wishedLeftovers } from "../model/leftovers.ts";
import type { Plan } from "../model/plan.ts";
import { loadVerifierTables, verifyPlan } from "../verifier/index.ts";
import { createPlanner, createPlannerContext, findPlan } from "./planner.ts";
import { planOf, requestOf, shippedData } from "./test-support.ts";

const context = createPlannerContext(shippedData);
const planner = createPlanner(shippedData);
const tables = loadVerifierTables();
const wishes = LEFTOVER_WISHES.filter((wish) => wish !== "none");

/** PROPERTY_RUNS=full judges 3,000 random people; a number says how many; otherwise a sample. */
const wanted = process.env["PROPERTY_RUNS"] ?? "60";
const runs = wanted === "full" ? 3000 : Number(wanted);

const anyone = fc
  .record({
    leftovers: fc.constantFrom(...wishes),
    diet: fc.constantFrom(...DIET_IDS),
    pattern: fc.constantFrom(...PATTERN_IDS),
    kcal: fc.integer({ min: 1200, max: 3600 }),
    days: fc.integer({ min: 1, max: 16 }),
    excludeAllergens: fc.subarray([...ALLERGENS], { maxLength: 2 }),
    maxMinutes: fc.option(fc.integer({ min: 25, max: 90 }), { freq: 3 }),
    budget: fc.option(fc.integer({ min: 8, max: 25 }), { freq: 4 }),
    seed: fc.nat(),
  })
  .map((input) => requestOf(input));

test(
  `P-109, P-110: of ${runs} random people who cook for two days nobody's plan breaks a rule`,
  () => {
    let delivered = 0;
    fc.assert(
      fc.property(anyone, (request) => {
        const plan = findPlan(context, request);
        if (!plan) return;
        delivered += 1;
        expect(verifyPlan(plan, tables)).toEqual([]);
        const wished = wishedLeftovers(request.leftovers, request.days, slotsOf(plan));
        expect(leftoversOf(plan.days, wished)).toEqual(wished);
      }),
      { numRuns: runs },
    );
    expect(delivered).toBeGreaterThan(runs / 2);
  },
  60_000 + runs * 1500,
);

test("MEAL-04: nine people who cook for two days get weeks within 2 % of their pools", () => {
  for (const leftovers of wishes) {
    const gaps = PROFILES.map((profile) => {
      const plan = planOf(planner.plan(requestOf({ ...profile, days: 7, seed: 3, leftovers })));
      expect(verifyPlan(plan, tables)).toEqual([]);
      return plan.gap ?? 1;
    });
    expect(Math.max(...gaps)).toBeLessThanOrEqual(0.02);
  }
});

test("MEAL-07, P-112: who eats once a day has no lunch to leave, and is told what would do", () => {
  const request = requestOf({ days: 7, kcal: 1800, pattern: "one-meal", leftovers: "lunch" });
  const why = planner.plan(request);
  if (why.ok) throw new Error("expected a refusal");
  expect(why.conflicts).toEqual(["leftovers"]);
  expect(why.nearest.change).toEqual({ leftovers: "every-other-day" });
  expect(planner.plan({ ...request, ...why.nearest.change }).ok).toBe(true);
});

test("a week solved again keeps the wish and what is locked; a swap changes the one meal", () => {
  const week = planOf(planner.plan(requestOf({ days: 7, seed: 4, leftovers: "lunch" })));
  const locked = [
    { day: 2, slot: "dinner" },
    { day: 5, slot: "lunch" },
  ];
  const again = planOf(planner.resolve(week, { seed: 9, locked }));
  expect(verifyPlan(again, tables)).toEqual([]);
  for (const at of locked) expect(mealAt(again, at)).toEqual(mealAt(week, at));
  expect(again.days).not.toEqual(week.days);
  const oneDay = planOf(planner.resolve(week, { seed: 9, locked: [], days: [3] }));
  expect(verifyPlan(oneDay, tables)).toEqual([]);
  const swapped = planOf(planner.swap(week, { day: 1, slot: "dinner", seed: 2 }));
  expect(mealAt(swapped, { day: 2, slot: "lunch" })).toEqual(
    mealAt(week, { day: 2, slot: "lunch" }),
  );
  expect(verifyPlan(swapped, tables).map(({ rule }) => rule)).toEqual(["leftovers"]);
  // The meals that a person put there stay, and are no reason to refuse what is around them.
  const beside = planOf(planner.resolve(swapped, { seed: 3, locked: [], days: [4] }));
  expect(beside.days.filter((_, day) => day !== 4)).toEqual(
    swapped.days.filter((_, day) => day !== 4),
  );
});

const slotsOf = (plan: Plan) => plan.days[0]?.meals.map(({ slot }) => slot) ?? [];
const mealAt = (plan: Plan, at: { readonly day: number; readonly slot: string }) =>
  plan.days[at.day]?.meals.find(({ slot }) => slot === at.slot);
