import { KITCHENS } from "../rules/kitchens.ts";
import { COUNTED_SOURCES } from "../rules/same-day.ts";
import type { DayProblem } from "./problem.ts";

/** Penalty for a second dish around the same food: no oats three times a day. */
const SAME_MAIN_FOOD = 0.12;
/** Penalty for each further dish with the same protein source, more where one notices it. */
const SAME_SOURCE = 0.03;
const SAME_COUNTED_SOURCE = 0.07;
/** Penalty for a second staple at one sitting: no rice beside pasta. */
const SECOND_STAPLE = 0.15;
/** Penalty for a dish among dishes of a cuisine that it does not stand beside. */
const OTHER_KITCHEN = 0.08;

/** What was counted of the dishes present: what makes a day read like one somebody would eat. */
export type DayTally = {
  /** Counts a recipe at a sitting (`sign` 1) or takes it back (-1). */
  readonly count: (recipe: number, sitting: number, sign: number) => void;
  readonly clear: () => void;
  /** Whether a recipe is there already, or would be one too many of its family or source. */
  readonly blocked: (recipe: number) => boolean;
  /** Penalty for what a recipe would repeat among the dishes present, were it eaten at a sitting. */
  readonly repeats: (recipe: number, sitting: number) => number;
};

const raise = (counts: Int32Array, index: number, sign: number): void => {
  counts[index] = (counts[index] ?? 0) + sign;
};

/** Builds an empty tally. Recipes are told apart by their indices; columns are plain for speed. */
export function createDayTally(problem: DayProblem): DayTally {
  const { facts, sittingKcal, familyLimits, sourceLimits } = problem;
  const sourceOf = Int32Array.from(facts, (f) => f.source);
  const familyOf = Int32Array.from(facts, (f) => f.family);
  const foodOf = Int32Array.from(facts, (f) => f.mainFood + 1);
  const kitchenOf = Int32Array.from(facts, (f) => f.kitchen);
  const starchy = Uint8Array.from(facts, (f) => (f.starchy ? 1 : 0));
  const sourceCost = Float64Array.from(COUNTED_SOURCES, (counted) =>
    counted ? SAME_COUNTED_SOURCE : SAME_SOURCE,
  );
  const recipes = new Int32Array(facts.length);
  const sources = new Int32Array(sourceLimits.length);
  const families = new Int32Array(familyLimits.length);
  const foods = new Int32Array(1 + foodOf.reduce((max, food) => Math.max(max, food), 0));
  const staples = new Int32Array(sittingKcal.length);
  /** By sitting and kitchen. */
  const kitchens = new Int32Array(sittingKcal.length * KITCHENS);

  /** Whether a sitting has a dish of a kitchen that does not go with this one; 0 goes with any. */
  const foreign = (kitchen: number, sitting: number): boolean => {
    for (let other = 1; other < KITCHENS && kitchen > 0; other += 1) {
      if (other !== kitchen && (kitchens[sitting * KITCHENS + other] ?? 0) > 0) return true;
    }
    return false;
  };
  return {
    count: (recipe, sitting, sign) => {
      raise(recipes, recipe, sign);
      raise(sources, sourceOf[recipe] ?? 0, sign);
      raise(families, familyOf[recipe] ?? 0, sign);
      raise(foods, foodOf[recipe] ?? 0, sign);
      raise(kitchens, sitting * KITCHENS + (kitchenOf[recipe] ?? 0), sign);
      raise(staples, sitting, sign * (starchy[recipe] ?? 0));
    },
    clear: () => {
      for (const counts of [recipes, sources, families, foods, staples, kitchens]) counts.fill(0);
    },
    blocked: (recipe) => {
      const family = familyOf[recipe] ?? 0;
      const source = sourceOf[recipe] ?? 0;
      return (
        (recipes[recipe] ?? 0) > 0 ||
        (families[family] ?? 0) >= (familyLimits[family] ?? 1) ||
        (sources[source] ?? 0) >= (sourceLimits[source] ?? 1)
      );
    },
    repeats: (recipe, sitting) => {
      const source = sourceOf[recipe] ?? 0;
      return (
        (foreign(kitchenOf[recipe] ?? 0, sitting) ? OTHER_KITCHEN : 0) +
        ((staples[sitting] ?? 0) > 0 && starchy[recipe] === 1 ? SECOND_STAPLE : 0) +
        ((foods[foodOf[recipe] ?? 0] ?? 0) > 0 ? SAME_MAIN_FOOD : 0) +
        (sources[source] ?? 0) * (sourceCost[source] ?? 0)
      );
    },
  };
}
