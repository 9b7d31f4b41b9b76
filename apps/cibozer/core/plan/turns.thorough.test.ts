import { expect, test } from "vitest";
import { CONTRIBUTED_PREFIX } from "../model/own-recipe.ts";
import { createSolveContext } from "./context.ts";
import { createPlanner, createPlannerContext, findPlan } from "./planner.ts";
import { FULL_EFFORT, solve } from "./solve.ts";
import { planOf, requestOf, shippedData } from "./test-support.ts";

/** A kitchen where everything was given by others, so that one turn is often too little. */
const recipes = new Map(
  [...shippedData.recipes.values()].map((recipe) => {
    const id = `${CONTRIBUTED_PREFIX}${recipe.id}`;
    return [id, { ...recipe, id }];
  }),
);
const context = createPlannerContext({ ...shippedData, recipes });
const planner = createPlanner(context.data);

test("MEAL-07: what one turn cannot solve is solved with everything that was given", () => {
  let tooFew = 0;
  for (const wish of [
    { days: 2, budget: 4.5 },
    { days: 7, diet: "pescatarian", pattern: "one-meal", kcal: 3000 },
  ] as const) {
    for (const seed of [1, 2]) {
      const request = requestOf({ ...wish, seed });
      const turn = createSolveContext(context, request, { inTurn: new Set() });
      const all = solve(createSolveContext(context, request), FULL_EFFORT) !== null;
      expect(findPlan(context, request) !== null, JSON.stringify(request)).toBe(all);
      if (all && solve(turn, FULL_EFFORT) === null) tooFew += 1;
    }
  }
  // Without such requests nothing would be shown.
  expect(tooFew).toBeGreaterThan(0);
});

test("MEAL-04, MEAL-07: a plan is solved again in another turn, with its locked dishes in their place", () => {
  const request = requestOf({ days: 3, seed: 3 });
  const plan = planOf(planner.plan(request));
  const locked = [{ day: 1, slot: "dinner" }];
  const keptOf = ({ days }: typeof plan) =>
    days[1]?.meals.find(({ slot }) => slot === "dinner")?.recipe;
  for (const seed of [1, 2, 3]) {
    const again = planOf(planner.resolve(plan, { locked, seed }));
    expect(keptOf(again)).toEqual(keptOf(plan));
    expect(dishesOf(again)).not.toEqual(dishesOf(plan));
    const portions = planOf(planner.resolve(plan, { locked, seed, portionsOnly: true }));
    expect(dishesOf(portions)).toEqual(dishesOf(plan));
  }
});

const dishesOf = (plan: ReturnType<typeof planOf>) =>
  plan.days.flatMap(({ meals }) => meals.map(({ recipe }) => recipe.id));
