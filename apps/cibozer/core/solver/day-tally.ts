import { isAwkward, standTogether } from "../rules/beside.ts";
import { COUNTED_SOURCES } from "../rules/same-day.ts";
import type { DayProblem } from "./problem.ts";

/** Penalty for a second dish around the same food: no oats three times a day. */
const SAME_MAIN_FOOD = 0.12;
/** Penalty for each further dish with the same protein source, more where one notices it. */
const SAME_SOURCE = 0.03;
const SAME_COUNTED_SOURCE = 0.07;

/** Penalty for a dish beside one that it had better not stand beside. */
const AWKWARD = 0.15;

/** What was counted of the dishes present: what makes a day read like one somebody would eat. */
export type DayTally = {
  /** Counts a recipe at a sitting (`sign` 1) or takes it back (-1). */
  readonly count: (recipe: number, sitting: number, sign: number) => void;
  readonly clear: () => void;
  /**
   * Whether a recipe is there already, would be one too many of its family or source, or does not
   * stand beside a dish of that sitting.
   */
  readonly blocked: (recipe: number, sitting: number) => boolean;
  /** Penalty for what a recipe would repeat among the dishes present, were it eaten at a sitting. */
  readonly repeats: (recipe: number, sitting: number) => number;
};

const raise = (counts: Int32Array, index: number, sign: number): void => {
  counts[index] = (counts[index] ?? 0) + sign;
};

/** Builds an empty tally. Recipes are told apart by their indices; columns are plain for speed. */
export function createDayTally(problem: DayProblem): DayTally {
  const { facts, sittingKcal, familyLimits, sourceLimits, pinned } = problem;
  const sourceOf = Int32Array.from(facts, (f) => f.source);
  const familyOf = Int32Array.from(facts, (f) => f.family);
  const foodOf = Int32Array.from(facts, (f) => f.mainFood + 1);
  const plates = facts.map(({ plate }) => plate);
  const sourceCost = Float64Array.from(COUNTED_SOURCES, (counted) =>
    counted ? SAME_COUNTED_SOURCE : SAME_SOURCE,
  );
  const recipes = new Int32Array(facts.length);
  const sources = new Int32Array(sourceLimits.length);
  const families = new Int32Array(familyLimits.length);
  const foods = new Int32Array(1 + foodOf.reduce((max, food) => Math.max(max, food), 0));
  /** The recipes of each sitting, in no order. */
  const tables = Array.from(sittingKcal, (): number[] => []);

  const clashes = (recipe: number, sitting: number): boolean => {
    const table = tables[sitting] ?? [];
    const own = plates[recipe];
    for (let i = 0; i < table.length && own; i += 1) {
      const other = table[i] ?? 0;
      const plate = plates[other];
      if (!plate || standTogether(own, plate)) continue;
      // What a person put side by side stays.
      if (!pinned.has(recipe) || !pinned.has(other)) return true;
    }
    return false;
  };
  const awkward = (recipe: number, sitting: number): boolean => {
    const table = tables[sitting] ?? [];
    const own = plates[recipe];
    for (let i = 0; i < table.length && own; i += 1) {
      const plate = plates[table[i] ?? 0];
      if (plate && isAwkward(own, plate)) return true;
    }
    return false;
  };
  return {
    count: (recipe, sitting, sign) => {
      raise(recipes, recipe, sign);
      raise(sources, sourceOf[recipe] ?? 0, sign);
      raise(families, familyOf[recipe] ?? 0, sign);
      raise(foods, foodOf[recipe] ?? 0, sign);
      const table = tables[sitting];
      if (sign > 0) table?.push(recipe);
      else table?.splice(table.indexOf(recipe), 1);
    },
    clear: () => {
      for (const counts of [recipes, sources, families, foods]) counts.fill(0);
      for (const table of tables) table.length = 0;
    },
    blocked: (recipe, sitting) => {
      const family = familyOf[recipe] ?? 0;
      const source = sourceOf[recipe] ?? 0;
      return (
        (recipes[recipe] ?? 0) > 0 ||
        (families[family] ?? 0) >= (familyLimits[family] ?? 1) ||
        (sources[source] ?? 0) >= (sourceLimits[source] ?? 1) ||
        clashes(recipe, sitting)
      );
    },
    repeats: (recipe, sitting) => {
      const source = sourceOf[recipe] ?? 0;
      return (
        (awkward(recipe, sitting) ? AWKWARD : 0) +
        ((foods[foodOf[recipe] ?? 0] ?? 0) > 0 ? SAME_MAIN_FOOD : 0) +
        (sources[source] ?? 0) * (sourceCost[source] ?? 0)
      );
    },
  };
}
