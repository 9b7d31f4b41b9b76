import { expect, test } from "vitest";
import { MIN_KCAL, type PlanRequest } from "../../model/request.ts";
import { loadVerifierTables, verifyPlan } from "../../verifier/index.ts";
import { createPlanner } from "../planner.ts";
import { planOf, requestOf, shippedData } from "../test-support.ts";
import { type Infeasible, withoutConstraints } from "./explain.ts";

const planner = createPlanner(shippedData);
const tables = loadVerifierTables();

function refused(request: PlanRequest): Infeasible {
  const result = planner.plan(request);
  if (result.ok) throw new Error("expected a refusal");
  return result;
}

/** Without the conflicts the request is solved; with any one of them put back it is not. */
function expectConflictsToBeTrue(request: PlanRequest, { conflicts, nearest }: Infeasible): void {
  expect(conflicts.length).toBeGreaterThan(0);
  const plan = planOf(planner.plan(withoutConstraints(request, conflicts)));
  expect(verifyPlan(plan, tables)).toEqual([]);
  if (nearest.change) expect(planner.plan({ ...request, ...nearest.change }).ok).toBe(true);
  if (conflicts.length === 1) return;
  for (const kept of conflicts) {
    const some = conflicts.filter((c) => c !== kept);
    expect(planner.plan(withoutConstraints(request, some)).ok, kept).toBe(false);
  }
}

test("P-112, MEAL-07: too little time is named, with the least minutes that work", () => {
  const request = requestOf({ days: 1, maxMinutes: 2, kcal: 2000 });
  const why = refused(request);
  expect(why.conflicts).toEqual(["maxMinutes"]);
  expect(Object.keys(why.nearest.change ?? {})).toEqual(["maxMinutes"]);
  expect(why.nearest.maxMinutes).toBeGreaterThan(2);
  expect(why.nearest.change?.maxMinutes).toBe(why.nearest.maxMinutes);
  expectConflictsToBeTrue(request, why);
});

test("P-112: too small a budget is named, with one that works", () => {
  const request = requestOf({ days: 2, budget: 1.5, diet: "pescatarian" });
  const why = refused(request);
  expect(why.conflicts).toEqual(["budget"]);
  expect(why.nearest.change?.budget).toBeGreaterThan(1.5);
  expectConflictsToBeTrue(request, why);
});

test("P-112: a pescatarian who cannot have fish has a conflict with the diet, never with the allergy", () => {
  const request = requestOf({ days: 7, diet: "pescatarian", excludeAllergens: ["fish"] });
  const why = refused(request);
  expect(why.conflicts.some((c) => c.startsWith("excludeAllergens"))).toBe(false);
  expect(JSON.stringify(why.nearest)).not.toContain("llergen");
  expectConflictsToBeTrue(request, why);
});

test("P-112: carnivores without meat, eggs, fish and milk are refused with a waterfall down to 0", () => {
  const request = requestOf({
    diet: "carnivore",
    dislikes: ["beef", "pork", "poultry", "lamb", "meat", "game"],
    excludeAllergens: ["egg", "fish", "crustacean", "mollusc"],
  });
  const why = refused(request);
  expectConflictsToBeTrue(request, why);
  expect(why.waterfall[0]?.constraint).toBe("all recipes");
  for (const slot of ["B", "L", "D", "S"] as const) {
    const counts = why.waterfall.map((step) => step.left[slot]);
    expect([...counts].sort((a, b) => b - a)).toEqual(counts);
  }
  expect(why.waterfall.at(-1)?.left.D).toBe(0);
});

test("P-112: no proposal goes under the floor, and several changes work together", () => {
  const hard = requestOf({
    days: 7,
    kcal: 1200,
    diet: "carnivore",
    pattern: "16-8",
    maxMinutes: 9,
  });
  const why = refused(hard);
  expect(why.nearest.change).toBeDefined();
  expect(why.nearest.change?.kcal ?? MIN_KCAL).toBeGreaterThanOrEqual(MIN_KCAL);
  expectConflictsToBeTrue(hard, why);
  const both = requestOf({ days: 2, kcal: 2800, budget: 5, maxMinutes: 8, diet: "mediterranean" });
  const two = refused(both);
  expect(Object.keys(two.nearest.change ?? {}).sort()).toEqual([...two.conflicts].sort());
  expectConflictsToBeTrue(both, two);
});

test("P-112: a satisfiable small request is solved: one recipe per slot is enough for a day", () => {
  const day = planOf(planner.plan(requestOf({ days: 1, seed: 21 }))).days[0];
  const ids = day?.meals.map((m) => m.recipe.id) ?? [];
  const recipes = new Map([...shippedData.recipes].filter(([id]) => ids.includes(id)));
  const small = createPlanner({ ...shippedData, recipes });
  const plan = planOf(small.plan(requestOf({ days: 1, seed: 99 })));
  expect(plan.days[0]?.meals.map((m) => m.recipe.id)).toEqual(ids);
  expect(verifyPlan(plan, tables)).toEqual([]);
  // The same kitchen cannot feed two days with the variety of MEAL-05 thrice over, and says so.
  const why = small.plan(requestOf({ days: 7, seed: 99 }));
  expect(why.ok ? [] : why.conflicts).toEqual(["days"]);
  expect(why.ok ? null : why.nearest.change).toEqual({ days: 2 });
  expect(why.ok ? null : why.nearest.days).toBe(2);
});

test("P-112: energy out of reach is answered with the nearest energy on each side that works", () => {
  const days = [1, 2].map((seed) => planOf(planner.plan(requestOf({ seed }))).days[0]);
  const ids = days.flatMap((day) => day?.meals.map((m) => m.recipe.id) ?? []);
  const recipes = new Map([...shippedData.recipes].filter(([id]) => ids.includes(id)));
  const small = createPlanner({ ...shippedData, recipes });
  // Six recipes: fewer than the dishes of such a day.
  const request = requestOf({ kcal: 5000 });
  const why = small.plan(request);
  if (why.ok) throw new Error("expected a refusal");
  expect(why.conflicts).toEqual(["kcal"]);
  const { below = null, above = null } = why.nearest.kcal ?? {};
  expect(below ?? above).not.toBeNull();
  for (const kcal of [below, above]) {
    if (kcal !== null) expect(small.plan({ ...request, kcal }).ok).toBe(true);
  }
});
