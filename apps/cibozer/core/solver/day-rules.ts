import type { DayProblem } from "./problem.ts";

/** Running sums of a day; the solver changes them in place. */
export type Totals = {
  kcal: number;
  protein: number;
  fat: number;
  carb: number;
  net: number;
  usd: number;
};

/** Kept free inside every tolerance, because a plan states its amounts rounded to 0.001. */
const MARGIN = 0.02;

/** The rules of a day as numbers. */
export type DayRules = {
  /** How far sums are outside the tolerances, in tolerances; 0 = every rule holds. */
  readonly breach: (
    kcal: number,
    p: number,
    f: number,
    c: number,
    net: number,
    usd: number,
  ) => number;
  /** Mean distance from the four targets, in tolerances. */
  readonly deviation: (kcal: number, p: number, f: number, c: number) => number;
  /** How far one sitting's energy is outside its share; 0 = inside. */
  readonly shareBreach: (kcal: number, sitting: number) => number;
};

/** Builds the rules of one day's problem. */
export function createDayRules(problem: DayProblem): DayRules {
  const { targets, sittingKcal } = problem;
  const tk = targets.tolerance.energyKcal - MARGIN;
  const tp = targets.tolerance.proteinG - MARGIN;
  const tf = targets.tolerance.fatG - MARGIN;
  const tc = targets.tolerance.carbG - MARGIN;
  const maxNet = (targets.maxNetCarbG ?? Number.POSITIVE_INFINITY) - MARGIN;
  const maxUsd = problem.budget - MARGIN / 4;
  const wide = problem.sittingTolerance - MARGIN;
  const over = (relative: number) => (relative > 1 ? relative - 1 : 0);
  return {
    breach: (kcal, p, f, c, net, usd) =>
      over(Math.abs(kcal - targets.energyKcal) / tk) +
      over(Math.abs(p - targets.proteinG) / tp) +
      over(Math.abs(f - targets.fatG) / tf) +
      over(Math.abs(c - targets.carbG) / tc) +
      (net > maxNet ? (net - maxNet) / 4 : 0) +
      (usd > maxUsd ? (usd - maxUsd) / 2 : 0),
    deviation: (kcal, p, f, c) =>
      (Math.abs(kcal - targets.energyKcal) / tk +
        Math.abs(p - targets.proteinG) / tp +
        Math.abs(f - targets.fatG) / tf +
        Math.abs(c - targets.carbG) / tc) /
      4,
    shareBreach: (kcal, sitting) => over(Math.abs(kcal - (sittingKcal[sitting] ?? 0)) / wide),
  };
}
