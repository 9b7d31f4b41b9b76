import fc from "fast-check";
import { expect, test } from "vitest";
import { DIET_IDS, PATTERN_IDS } from "../model/diet-ids.ts";
import { ALLERGENS, KINDS } from "../model/food.ts";
import { loadVerifierTables, verifyPlan } from "../verifier/index.ts";
import { explain, withoutConstraints } from "./explain/explain.ts";
import { createPlanner, createPlannerContext, findPlan } from "./planner.ts";
import { planOf, requestOf, shippedData } from "./test-support.ts";

const planner = createPlannerContext(shippedData);
const tables = loadVerifierTables();

/** PROPERTY_RUNS=full judges 10,000 random people; a number says how many; otherwise a sample. */
const wanted = process.env["PROPERTY_RUNS"] ?? "100";
const runs = wanted === "full" ? 10_000 : Number(wanted);
const timeout = 60_000 + runs * 2_400;

const cuisines = [...new Set([...shippedData.recipes.values()].map((r) => r.cuisine))];
const dislike = fc.oneof(
  fc.constantFrom(...shippedData.foods.keys()),
  fc.constantFrom<string>(...KINDS),
  fc.constantFrom("mushroom", "fish", "blue cheese", "nothing real"),
);

/** Anybody: any diet, pattern and energy, up to three allergies, sometimes limits and wishes. */
const anyone = fc
  .record({
    diet: fc.constantFrom(...DIET_IDS),
    pattern: fc.constantFrom(...PATTERN_IDS),
    kcal: fc.integer({ min: 1200, max: 3600 }),
    days: fc.oneof(
      { weight: 5, arbitrary: fc.constant(1) },
      { weight: 3, arbitrary: fc.integer({ min: 2, max: 4 }) },
      { weight: 2, arbitrary: fc.integer({ min: 5, max: 9 }) },
    ),
    excludeAllergens: fc.subarray([...ALLERGENS], { maxLength: 3 }),
    dislikes: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(dislike, { maxLength: 6 }) },
    ),
    maxMinutes: fc.option(fc.integer({ min: 15, max: 90 }), { freq: 3 }),
    budget: fc.option(fc.integer({ min: 5, max: 25 }), { freq: 3 }),
    cuisines: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.subarray(cuisines, { minLength: 1, maxLength: 4 }) },
    ),
    seed: fc.nat(),
  })
  .map((input) => requestOf(input));

test(
  `P-109, P-110: of ${runs} random requests no delivered plan breaks a rule`,
  () => {
    let delivered = 0;
    fc.assert(
      fc.property(anyone, (request) => {
        const plan = findPlan(planner, request);
        if (!plan) return;
        delivered += 1;
        expect(verifyPlan(plan, tables)).toEqual([]);
      }),
      { numRuns: runs },
    );
    expect(delivered).toBeGreaterThan(runs / 2);
  },
  timeout,
);

test(
  "P-110: excluding one more allergen never adds a food that has it",
  () => {
    fc.assert(
      fc.property(anyone, fc.constantFrom(...ALLERGENS), (request, allergen) => {
        const excludeAllergens = [...new Set([...request.excludeAllergens, allergen])];
        const plan = findPlan(planner, { ...request, days: 1, excludeAllergens });
        for (const meal of plan?.days.flatMap((d) => d.meals) ?? []) {
          for (const { food } of meal.ingredients) {
            expect(tables.foods.get(food)?.allergens).not.toContain(allergen);
          }
        }
      }),
      { numRuns: Math.min(Math.ceil(runs / 2), 1000) },
    );
  },
  timeout,
);

test(
  "P-112: whatever is refused is solvable without its conflicts",
  () => {
    fc.assert(
      fc.property(anyone, fc.integer({ min: 3, max: 20 }), (base, maxMinutes) => {
        const request = { ...base, days: Math.min(base.days, 2), maxMinutes };
        if (findPlan(planner, request)) return;
        const { conflicts } = explain(planner, request);
        expect(findPlan(planner, withoutConstraints(request, conflicts))).not.toBeNull();
      }),
      { numRuns: Math.max(5, Math.min(200, Math.floor(runs / 20))) },
    );
  },
  timeout,
);

test("MEAL-03, P-109: all seven patterns give a week that the verifier accepts", () => {
  const ready = createPlanner(shippedData);
  for (const pattern of PATTERN_IDS) {
    for (const kcal of [1500, 3000]) {
      const plan = planOf(ready.plan(requestOf({ days: 7, pattern, kcal, seed: 5 })));
      expect(verifyPlan(plan, tables), `${pattern} ${kcal}`).toEqual([]);
    }
  }
});

test("MEAL-06, P-110: every diet without every allergen, at two energies, one day and three", () => {
  let delivered = 0;
  let asked = 0;
  for (const diet of DIET_IDS) {
    for (const allergen of ALLERGENS) {
      for (const [kcal, days] of [
        [1500, 3],
        [2800, 1],
      ] as const) {
        asked += 1;
        const request = requestOf({ diet, kcal, days, excludeAllergens: [allergen], seed: 6 });
        const plan = findPlan(planner, request);
        if (!plan) continue;
        delivered += 1;
        expect(verifyPlan(plan, tables), `${diet} without ${allergen}`).toEqual([]);
      }
    }
  }
  // Some cannot be had at all: no pescatarian week without fish.
  expect(delivered).toBeGreaterThan(0.9 * asked);
});
