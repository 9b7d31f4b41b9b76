import type { Totals } from "./day-rules.ts";
import type { DayProblem } from "./problem.ts";

/** Penalty for a second dish around the same food: no oats three times a day. */
const SAME_MAIN_FOOD = 0.12;
/** Penalty for each further dish with the same protein source. */
const SAME_SOURCE = 0.04;

/** The dishes chosen so far, with sums kept up to date. Scratch memory of one search. */
export type DayState = {
  readonly totals: Totals;
  /** Energy of each sitting. */
  readonly sittings: Float64Array;
  /** Option number per dish. */
  readonly chosen: Int32Array;
  readonly clear: () => void;
  readonly put: (dish: number, option: number) => void;
  readonly take: (dish: number) => void;
  readonly has: (recipe: number) => boolean;
  /** Penalty for what a recipe would repeat among the dishes present. */
  readonly repeats: (recipe: number) => number;
};

/** Builds an empty state. */
export function createDayState({ dishes, facts, sittingKcal }: DayProblem): DayState {
  const totals: Totals = { kcal: 0, protein: 0, fat: 0, carb: 0, net: 0, usd: 0 };
  const sittings = new Float64Array(sittingKcal.length);
  const chosen = new Int32Array(dishes.length);
  const recipeUse = new Int32Array(facts.length);
  const sourceUse = new Int32Array(32);
  const sourceOf = Int32Array.from(facts, (f) => f.source);
  const foodOf = Int32Array.from(facts, (f) => f.mainFood + 1);
  const foodUse = new Int32Array(1 + foodOf.reduce((max, food) => Math.max(max, food), 0));

  const count = (recipe: number, sign: number) => {
    recipeUse[recipe] = (recipeUse[recipe] ?? 0) + sign;
    const source = sourceOf[recipe] ?? 0;
    sourceUse[source] = (sourceUse[source] ?? 0) + sign;
    const food = foodOf[recipe] ?? 0;
    foodUse[food] = (foodUse[food] ?? 0) + sign;
  };
  const apply = (index: number, option: number, sign: number) => {
    const dish = dishes[index];
    if (!dish) return;
    const kcal = dish.kcal[option] ?? 0;
    totals.kcal += sign * kcal;
    totals.protein += sign * (dish.protein[option] ?? 0);
    totals.fat += sign * (dish.fat[option] ?? 0);
    totals.carb += sign * (dish.carb[option] ?? 0);
    totals.net += sign * (dish.netCarb[option] ?? 0);
    totals.usd += sign * (dish.usd[option] ?? 0);
    sittings[dish.sitting] = (sittings[dish.sitting] ?? 0) + sign * kcal;
    count(dish.recipe[option] ?? 0, sign);
  };
  return {
    totals,
    sittings,
    chosen,
    clear: () => {
      totals.kcal = totals.protein = totals.fat = totals.carb = totals.net = totals.usd = 0;
      for (const scratch of [sittings, recipeUse, sourceUse, foodUse]) scratch.fill(0);
    },
    put: (dish, option) => {
      chosen[dish] = option;
      apply(dish, option, 1);
    },
    take: (dish) => apply(dish, chosen[dish] ?? 0, -1),
    has: (recipe) => (recipeUse[recipe] ?? 0) > 0,
    repeats: (recipe) =>
      ((foodUse[foodOf[recipe] ?? 0] ?? 0) > 0 ? SAME_MAIN_FOOD : 0) +
      (sourceUse[sourceOf[recipe] ?? 0] ?? 0) * SAME_SOURCE,
  };
}
