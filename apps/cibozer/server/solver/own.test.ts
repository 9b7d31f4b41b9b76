import { describe, expect, test } from "vitest";
import {
  createPlanner,
  loadPlannerData,
  normaliseRequest,
  type OwnPool,
  type OwnRecipe,
  type PlanResult,
} from "#core";
import { createOwnPlanners } from "./own.ts";

const shipped = createPlanner(loadPlannerData());
const recipeOf = (id: string, grams: number): OwnRecipe => ({
  id,
  title: "Mine",
  slots: ["L", "D"],
  servings: 1,
  prepMinutes: 5,
  cookMinutes: 10,
  lines: [
    { text: `${grams} g salmon`, food: "salmon", grams },
    { text: "200 g potatoes", food: "potato", grams: 200 },
  ],
  steps: ["Cook."],
});
/** As it comes from another thread: equal, never the same objects. */
const poolOf = (...current: OwnRecipe[]): OwnPool =>
  structuredClone({ current, contributed: [], kept: [] });

const asked = normaliseRequest({ startDate: "2026-01-05", days: 1, kcal: 1900, seed: 3 });
if (!asked.ok) throw new Error("no request");
const { request } = asked;
const written = (result: PlanResult) => (result.ok ? result.plan : result.conflicts);

describe("planners of people's own recipes", () => {
  test("MEAL-04: the same recipes find the same planner again, whoever has them", () => {
    const own = createOwnPlanners(shipped);
    const first = own.of(poolOf(recipeOf("own-a", 150)));
    expect(own.of(poolOf(recipeOf("own-a", 150)))).toBe(first);
    expect(own.of(poolOf(recipeOf("own-b", 150)))).not.toBe(first);
  });

  test("MEAL-04: a change shows in the next call, a removal and a new recipe too", () => {
    const own = createOwnPlanners(shipped);
    const grams = (pool: OwnPool) =>
      [...own.of(pool).planner.data.recipes.values()]
        .filter(({ id }) => id.startsWith("own-"))
        .map(({ id, ingredients }) => `${id} ${ingredients[0]?.grams}`);
    expect(grams(poolOf(recipeOf("own-a", 150)))).toEqual(["own-a 150"]);
    expect(grams(poolOf(recipeOf("own-a", 90)))).toEqual(["own-a 90"]);
    expect(grams(poolOf(recipeOf("own-a", 90), recipeOf("own-b", 60)))).toHaveLength(2);
    expect(grams(poolOf(recipeOf("own-b", 60)))).toEqual(["own-b 60"]);
    // What stands in a plan is no longer planned anew.
    const kept = { ...poolOf(), kept: [recipeOf("own-b", 60)] };
    expect(own.of(kept)).not.toBe(own.of(poolOf(recipeOf("own-b", 60))));
  });

  test("MEAL-04: a planner that was built on another plans what one built anew plans", () => {
    const { planner } = createOwnPlanners(shipped).of(poolOf(recipeOf("own-a", 150)));
    const anew = createPlanner(planner.data);
    for (const seed of [1, 2, 3]) {
      const one = { ...request, seed, ratings: { "own-a": 5 } };
      expect(written(planner.plan(one))).toEqual(written(anew.plan(one)));
    }
  });

  test("MEAL-04: no more planners are kept than people plan at once", () => {
    const own = createOwnPlanners(shipped);
    const first = own.of(poolOf(recipeOf("own-a", 1)));
    for (let i = 2; i <= 32; i += 1) own.of(poolOf(recipeOf("own-a", i)));
    expect(own.of(poolOf(recipeOf("own-a", 1)))).toBe(first);
    own.of(poolOf(recipeOf("own-a", 33)));
    expect(own.of(poolOf(recipeOf("own-a", 1)))).toBe(first);
    for (let i = 40; i < 72; i += 1) own.of(poolOf(recipeOf("own-a", i)));
    expect(own.of(poolOf(recipeOf("own-a", 1)))).not.toBe(first);
  });
});
