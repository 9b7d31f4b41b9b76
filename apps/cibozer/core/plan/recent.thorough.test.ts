import { expect, test } from "vitest";
import { PROFILES } from "../../scripts/profiles.ts";
import { loadVerifierTables, verifyPlan } from "../verifier/index.ts";
import { createPlanner } from "./planner.ts";
import { planOf, requestOf, shippedData } from "./test-support.ts";

const planner = createPlanner(shippedData);
const tables = loadVerifierTables();

test("MEAL-05, P-109: a second week keeps away from the first, and keeps every rule", () => {
  let repeats = 0;
  let dishes = 0;
  for (const profile of PROFILES) {
    const request = requestOf({ ...profile, days: 7, seed: 3 });
    const first = planOf(planner.plan(request));
    const eaten = new Set(first.days.flatMap(({ meals }) => meals.map(({ recipe }) => recipe.id)));
    const second = planOf(planner.plan({ ...request, recent: [...eaten] }));
    expect(verifyPlan(second, tables)).toEqual([]);
    const all = second.days.flatMap(({ meals }) => meals.map(({ recipe }) => recipe.id));
    dishes += all.length;
    repeats += all.filter((id) => eaten.has(id)).length;
  }
  // With the same seed, every dish would be one of the first week.
  expect(repeats / dishes).toBeLessThan(0.25);
});
