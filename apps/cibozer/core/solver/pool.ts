import type { DaySearch, Menu } from "./day-search.ts";
import type { DayProblem } from "./problem.ts";
import type { Random } from "./random.ts";

/** Day menus that keep every rule of a day; `complete` = no other menu exists. */
export type MenuPool = { readonly menus: Menu[]; complete: boolean };

/** Days with at most this many combinations are searched exhaustively at once … */
export const SMALL_DAY = 4_000;
/** … and up to this many when local search found nothing, before a request is refused. */
export const EXHAUSTIVE_LIMIT = 300_000;
/** Random liking or dislike of recipes per descent, so that descents end in different menus. */
const NOISE = 0.35;
/** Dislike for each earlier use in the pool. */
const USE = 0.05;

/** A pool that is still empty after this share of its descents stays empty. */
const HOPELESS = 0.6;

/** How hard to try. */
export type PoolEffort = {
  /** Stop at this many menus. */
  readonly menus: number;
  /** Stop after this many descents. */
  readonly descents: number;
};

/** All combinations of options, 0 when a dish has none. */
export const combinations = (problem: DayProblem): number =>
  problem.dishes.reduce((product, dish) => product * dish.recipe.length, 1);

/** Every feasible menu of a small day, best first. */
export function enumerateMenus(problem: DayProblem, search: DaySearch): MenuPool {
  const options = new Int32Array(problem.dishes.length);
  const menus: Menu[] = [];
  let left = combinations(problem);
  while (left > 0) {
    const menu = search.evaluate(options);
    if (menu) menus.push(menu);
    left -= 1;
    for (let i = 0; i < options.length; i += 1) {
      options[i] = (options[i] ?? 0) + 1;
      if ((options[i] ?? 0) < (problem.dishes[i]?.recipe.length ?? 0)) break;
      options[i] = 0;
    }
  }
  return { menus: menus.sort((a, b) => a.cost - b.cost), complete: true };
}

/** The name of a menu: two with the same dishes and portions are the same. */
const keyOf = (menu: Menu) => `${menu.recipes.join()}|${menu.quarters.join()}`;

/**
 * Adds menus from descents to `pool`. `steer` is added to the bias of every descent (Infinity bans
 * a recipe).
 */
export function growPool(
  pool: MenuPool,
  search: DaySearch,
  random: Random,
  effort: PoolEffort,
  steer: Float64Array,
): void {
  const known = new Set(pool.menus.map(keyOf));
  const uses = new Int32Array(steer.length);
  for (const menu of pool.menus) for (const r of menu.recipes) uses[r] = (uses[r] ?? 0) + 1;
  const bias = new Float64Array(steer.length);
  const goal = pool.menus.length + effort.menus;
  for (let n = 0; n < effort.descents && pool.menus.length < goal; n += 1) {
    if (pool.menus.length === 0 && n >= effort.descents * HOPELESS) return;
    for (let r = 0; r < bias.length; r += 1) {
      bias[r] = (steer[r] ?? 0) + NOISE * random() + USE * Math.min(4, uses[r] ?? 0);
    }
    const menu = search.descend(random, bias);
    if (!menu || known.has(keyOf(menu))) continue;
    known.add(keyOf(menu));
    pool.menus.push(menu);
    for (const r of menu.recipes) uses[r] = (uses[r] ?? 0) + 1;
  }
}
