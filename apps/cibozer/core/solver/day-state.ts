import type { Totals } from "./day-rules.ts";
import { createDayTally, type DayTally } from "./day-tally.ts";
import type { DayProblem } from "./problem.ts";

/** The dishes chosen so far, with sums kept up to date. Scratch memory of one search. */
export type DayState = Pick<DayTally, "blocked" | "repeats"> & {
  readonly totals: Totals;
  /** Energy of each sitting. */
  readonly sittings: Float64Array;
  /** Option number per dish. */
  readonly chosen: Int32Array;
  readonly clear: () => void;
  readonly put: (dish: number, option: number) => void;
  readonly take: (dish: number) => void;
};

/** Builds an empty state. */
export function createDayState(problem: DayProblem): DayState {
  const { dishes, sittingKcal } = problem;
  const totals: Totals = { kcal: 0, protein: 0, fat: 0, carb: 0, net: 0, usd: 0 };
  const sittings = new Float64Array(sittingKcal.length);
  const chosen = new Int32Array(dishes.length);
  const tally = createDayTally(problem);

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
    tally.count(dish.recipe[option] ?? 0, dish.sitting, sign);
  };
  return {
    totals,
    sittings,
    chosen,
    clear: () => {
      totals.kcal = totals.protein = totals.fat = totals.carb = totals.net = totals.usd = 0;
      sittings.fill(0);
      tally.clear();
    },
    put: (dish, option) => {
      chosen[dish] = option;
      apply(dish, option, 1);
    },
    take: (dish) => apply(dish, chosen[dish] ?? 0, -1),
    blocked: tally.blocked,
    repeats: tally.repeats,
  };
}
