import type { RecipeFacts } from "../facts.ts";
import type { DayProblem } from "../problem.ts";
import { createPool, type DayPool } from "../week-pools.ts";
import { type Link, recipesLeft, withDish } from "./links.ts";

/** Days that begin with a dish which is left over have few menus: up to so many are all looked at. */
const SMALL_DAY = 400;

/** The menus of days, by what the day before leaves for them. */
export type LinkedPools = {
  /** The menus of a day to which that is left; `left` is named by `leftBy`. */
  readonly of: (day: number, left: number) => DayPool;
  /** All that were made for a day, by what is left for it. */
  readonly made: (day: number) => ReadonlyMap<number, DayPool>;
};

/** Builds pools that fill when they are asked for. Days with the same problem share theirs. */
export function createLinkedPools(
  problems: readonly DayProblem[],
  links: readonly (readonly Link[])[],
  facts: readonly RecipeFacts[],
): LinkedPools {
  const byProblem = new Map<DayProblem, Map<number, DayPool>>();
  const madeOf = (day: number): Map<number, DayPool> => {
    const problem = problems[day] as DayProblem;
    const found = byProblem.get(problem) ?? new Map<number, DayPool>();
    byProblem.set(problem, found);
    return found;
  };
  return {
    made: madeOf,
    of: (day, left) => {
      const made = madeOf(day);
      const known = made.get(left);
      if (known) return known;
      const recipes = recipesLeft(left);
      let problem = problems[day] as DayProblem;
      (links[day] ?? []).forEach(({ eaten }, i) => {
        problem = withDish(problem, eaten, (recipe) => recipe === recipes[i]);
      });
      const pool = createPool(problem, { facts, exhaustive: SMALL_DAY });
      made.set(left, pool);
      return pool;
    },
  };
}
