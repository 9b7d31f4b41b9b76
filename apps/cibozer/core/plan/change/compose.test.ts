import { expect, test } from "vitest";
import type { Plan } from "../../model/plan.ts";
import { loadVerifierTables, verifyPlan } from "../../verifier/index.ts";
import { createPlanner } from "../planner.ts";
import { planOf, requestOf, shippedData } from "../test-support.ts";
import type { PlacedMeal } from "./compose.ts";
import { UnknownMealError } from "./swap.ts";

const planner = createPlanner(shippedData);
const tables = loadVerifierTables();
const request = requestOf({ days: 3, kcal: 2200, excludeAllergens: ["milk"], seed: 4 });
const plan = planOf(planner.plan(request));

const placed = (of: Plan): PlacedMeal[][] =>
  of.days.map(({ meals }) =>
    meals.map(({ slot, recipe, portion }) => ({ slot, recipe: recipe.id, portion })),
  );
const compose = (days: PlacedMeal[][], before: Plan | undefined = plan) =>
  planner.compose({ request, days, before });
const composed = (days: PlacedMeal[][]): Plan => {
  const result = compose(days);
  if (!result.ok) throw new Error(`refused: ${result.broken}`);
  return result.plan;
};
const at = (days: PlacedMeal[][], day: number, dish: number): PlacedMeal => {
  const meal = days[day]?.[dish];
  if (!meal) throw new Error("no such meal");
  return meal;
};
/** Puts the recipe and portion of one place into another. */
const copy = (
  days: PlacedMeal[][],
  from: readonly [number, number],
  to: readonly [number, number],
) => {
  const source = at(days, ...from);
  const row = days[to[0]];
  if (row) row[to[1]] = { ...source, slot: at(days, ...to).slot };
};
const rulesBroken = (of: Plan): string[] => [
  ...new Set(verifyPlan(of, tables).map(({ rule }) => rule)),
];

test("the same dishes again are the same plan, but for its proof", () => {
  const again = composed(placed(plan));
  expect(again).toEqual({ ...plan, gap: null });
  const fresh = planner.compose({ request, days: placed(plan) });
  expect(fresh).toEqual({ ok: true, plan: { ...plan, gap: null } });
});

test("P-111, P-113: a day changed by hand states its own numbers; days beside it stay as they are", () => {
  const days = placed(plan);
  copy(days, [0, 1], [1, 2]);
  const after = composed(days);
  expect(after.days[1]?.meals[2]?.recipe).toEqual(plan.days[0]?.meals[1]?.recipe);
  expect(after.days[0]).toEqual(plan.days[0]);
  expect(after.days[2]).toEqual(plan.days[2]);
  // Targets, shares and variety are the person's to miss; grams, sums, groceries and labels are not.
  const allowed = ["kcal", "macro", "pattern", "variety", "same-day", "beside"];
  expect(rulesBroken(after).filter((rule) => !allowed.includes(rule))).toEqual([]);
});

test("P-110: what an allergen or a diet rules out cannot be placed", () => {
  const milky = [...shippedData.recipes.values()].find(({ ingredients }) =>
    ingredients.some(({ food }) => shippedData.foods.get(food)?.contains.includes("milk")),
  );
  const days = placed(plan);
  const meal = at(days, 2, 0);
  days[2]?.splice(0, 1, { ...meal, recipe: milky?.id ?? "" });
  expect(compose(days)).toEqual({ ok: false, broken: "excluded", day: 2, recipe: milky?.id });
  const vegan = planner.compose({
    request: { ...request, diet: "vegan" },
    days: placed(planOf(planner.plan(requestOf({ days: 1, diet: "carnivore" })))),
  });
  expect(vegan).toMatchObject({ ok: false, broken: "excluded", day: 0 });
});

test("the floor of a day's energy holds by hand too", () => {
  const days = placed(plan).map((day) => day.map((meal) => ({ ...meal, portion: 0.5 })));
  expect(compose(days)).toMatchObject({ ok: false, broken: "floor" });
  // What is under it already may come nearer to it.
  const low: Plan = {
    ...plan,
    days: plan.days.map((day) => ({ ...day, totals: { ...day.totals, energyKcal: 100 } })),
  };
  expect(compose(days, low).ok).toBe(true);
});

test("what does not exist is no plan", () => {
  for (const change of [
    { recipe: "no-such-dish" },
    { portion: 0.3 },
    { portion: 9 },
    { slot: "elevenses" },
  ]) {
    const days = placed(plan);
    days[0]?.splice(0, 1, { ...at(days, 0, 0), ...change });
    expect(() => compose(days)).toThrow(UnknownMealError);
  }
});

test("a plan changed by hand is swapped and solved again where it was asked for, and nowhere else", () => {
  const days = placed(plan);
  for (const day of [1, 2]) copy(days, [0, 2], [day, 2]);
  copy(days, [0, 1], [2, 1]);
  const byHand = composed(days);
  const swapped = planOf(planner.swap(byHand, { day: 0, slot: "lunch", seed: 8 }));
  expect(swapped.days.slice(1)).toEqual(byHand.days.slice(1));
  expect(swapped.days[0]?.meals[1]?.recipe.id).not.toBe(byHand.days[0]?.meals[1]?.recipe.id);
  const kcal = swapped.days[0]?.totals.energyKcal ?? 0;
  expect(Math.abs(kcal - 2200)).toBeLessThanOrEqual(66);
  const one = planOf(planner.resolve(byHand, { locked: [], seed: 3, days: [1] }));
  expect(one.days[0]).toEqual(byHand.days[0]);
  expect(one.days[2]).toEqual(byHand.days[2]);
  expect(one.days[1]).not.toEqual(byHand.days[1]);
  expect(one.gap).toBeNull();
});

test("portions alone can be fitted to the target, whatever stands on the day", () => {
  const days = placed(plan);
  days[0]?.splice(1, 1, { ...at(days, 0, 1), portion: at(days, 0, 1).portion + 0.5 });
  const off = composed(days);
  const fitted = planOf(
    planner.resolve(off, { locked: [], seed: 1, days: [0], portionsOnly: true }),
  );
  const titles = (of: Plan) => of.days[0]?.meals.map(({ recipe }) => recipe.id);
  expect(titles(fitted)).toEqual(titles(plan));
  expect(rulesBroken(fitted)).toEqual([]);
});

test("what is never to come again stays where it is and comes nowhere else", () => {
  const gone = plan.days.flatMap(({ meals }) => meals.map(({ recipe }) => recipe.id));
  const marked: Plan = { ...plan, request: { ...plan.request, never: gone } };
  const after = planOf(planner.resolve(marked, { locked: [{ day: 0, slot: "dinner" }], seed: 2 }));
  const left = after.days.flatMap(({ meals }) => meals.map(({ recipe }) => recipe.id));
  const dinner = plan.days[0]?.meals.find(({ slot }) => slot === "dinner");
  expect(left.filter((id) => gone.includes(id))).toEqual([dinner?.recipe.id]);
  const anew = planOf(planner.plan({ ...request, never: gone }));
  const fresh = anew.days.flatMap(({ meals }) => meals.map(({ recipe }) => recipe.id));
  expect(fresh.filter((id) => gone.includes(id))).toEqual([]);
});

test("ratings move what is chosen and forbid nothing", () => {
  const ids = (of: Plan) => of.days.flatMap(({ meals }) => meals.map(({ recipe }) => recipe.id));
  const first = ids(plan);
  const rated = (rating: number) =>
    ids(
      planOf(
        planner.plan({ ...request, ratings: Object.fromEntries(first.map((id) => [id, rating])) }),
      ),
    ).filter((id) => first.includes(id)).length;
  expect(rated(5)).toBeGreaterThan(rated(1));
});
