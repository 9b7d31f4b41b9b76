import { createDaySearch, type DaySearch, type Menu } from "./day-search.ts";
import type { RecipeFacts } from "./facts.ts";
import { combinations, enumerateMenus, growPool, type MenuPool, type PoolEffort } from "./pool.ts";
import type { DayProblem } from "./problem.ts";
import type { Random } from "./random.ts";
import { type CountedMenu, countMenu } from "./usage.ts";

/** The menus of one problem, shared by all days that have it. */
export type DayPool = {
  readonly problem: DayProblem;
  readonly pool: MenuPool;
  readonly menus: () => readonly CountedMenu[];
  /** Looks for more menus under a bias per recipe. Does nothing when the pool is complete. */
  readonly grow: (random: Random, effort: PoolEffort, steer: Float64Array) => void;
};

/** Quality of a menu, 0-1. */
export const quality = (menu: Menu): number => Math.max(0, 1 - menu.cost);

/** Input of `createPools`. */
export type PoolsInput = {
  readonly problems: readonly DayProblem[];
  readonly facts: readonly RecipeFacts[];
  /** Descents for a whole week; fewer days get fewer. */
  readonly descents: number;
  /** Days of at most this many combinations are enumerated. */
  readonly exhaustive: number;
};

/** One pool per day; days with the same problem share one. */
export function createPools(input: PoolsInput, random: Random): readonly DayPool[] {
  const made = new Map<DayProblem, DayPool>();
  return input.problems.map((problem) => {
    const known = made.get(problem);
    if (known) return known;
    const days = input.problems.filter((p) => p === problem).length;
    // Few days need few menus; a tight day may use all the descents to find them.
    const menus = Math.ceil((input.descents * (days + 1)) / 8);
    const day = createPool(problem, input);
    day.grow(random, { menus, descents: input.descents }, new Float64Array(input.facts.length));
    made.set(problem, day);
    return day;
  });
}

/** The pool of one problem, empty where not every menu of it can be looked at. */
export function createPool(
  problem: DayProblem,
  { facts, exhaustive }: Pick<PoolsInput, "facts" | "exhaustive">,
): DayPool {
  const search: DaySearch = createDaySearch(problem);
  const small = combinations(problem) <= exhaustive;
  const pool: MenuPool = small ? enumerateMenus(problem, search) : { menus: [], complete: false };
  const counted: CountedMenu[] = [];
  const count = () => {
    for (const menu of pool.menus.slice(counted.length)) {
      counted.push(countMenu(menu, facts, problem.dishes));
    }
  };
  count();
  return {
    problem,
    pool,
    menus: () => counted,
    grow: (random, effort, steer) => {
      if (pool.complete) return;
      growPool(pool, search, random, effort, steer);
      count();
    },
  };
}
