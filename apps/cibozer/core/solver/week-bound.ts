import { MAX_BREAKFASTS_PER_WEEK, MAX_USES_PER_WEEK } from "../rules/variety.ts";
import type { CountedMenu } from "./usage.ts";
import { type DayPool, quality } from "./week-pools.ts";

/** Steps of the bound's own search; each looks once at every menu. */
const STEPS = 60;

/** Menus that share a pool, and on how many days one of them is eaten. */
type Share = { readonly menus: readonly CountedMenu[]; readonly days: number };

/**
 * A bound on the summed quality of any choice of menus, each once per pool, in which no recipe is
 * eaten more often than a week allows; the other variety rules are left out. It is the Lagrangian
 * dual: every recipe gets a price, a menu pays for its recipes, and the prices are paid back for as
 * many uses as are allowed. Whatever the prices, no choice from the pools can be better than the
 * best menus after payment; subgradient steps look for the prices that say most. `found` is the
 * quality of a choice that is known, and sets the length of the steps.
 */
export function weekBound(pools: readonly DayPool[], recipes: number, found: number): number {
  const shares = [...new Set(pools)].map(
    (pool): Share => ({
      menus: pool.menus(),
      days: pools.filter((p) => p === pool).length,
    }),
  );
  const menus = shares.flatMap((share) => share.menus);
  return lagrangianBound(usesAllowed(menus, recipes), found, (prices, slack) =>
    worthOf(shares, prices, slack),
  );
}

/**
 * The least bound that prices of recipes were found to give. `worth` says what the best menus are
 * worth after payment, and takes their uses out of `slack`.
 */
export function lagrangianBound(
  caps: Float64Array,
  found: number,
  worth: (prices: Float64Array, slack: Float64Array) => number,
): number {
  const prices = new Float64Array(caps.length);
  const slack = new Float64Array(caps.length);
  let least = Number.POSITIVE_INFINITY;
  for (let step = 0; step < STEPS; step += 1) {
    slack.set(caps);
    const back = prices.reduce((sum, price, r) => sum + price * (caps[r] ?? 0), 0);
    const bound = back + worth(prices, slack);
    least = Math.min(least, bound);
    let length = 0;
    // A price of nothing cannot fall: such a direction is none.
    for (let r = 0; r < caps.length; r += 1) {
      if ((prices[r] ?? 0) <= 0 && (slack[r] ?? 0) > 0) slack[r] = 0;
      length += (slack[r] ?? 0) ** 2;
    }
    if (length === 0 || bound - found < 1e-9) break;
    const factor = ((1 - step / STEPS) * (bound - found)) / length;
    for (let r = 0; r < caps.length; r += 1) {
      prices[r] = Math.max(0, (prices[r] ?? 0) - factor * (slack[r] ?? 0));
    }
  }
  return least;
}

/** Most uses of each recipe in a week; generous where it may be a breakfast. */
export function usesAllowed(menus: readonly CountedMenu[], recipes: number): Float64Array {
  const caps = new Float64Array(recipes).fill(MAX_USES_PER_WEEK);
  for (const menu of menus) {
    for (const recipe of menu.breakfasts) caps[recipe] = MAX_BREAKFASTS_PER_WEEK;
  }
  return caps;
}

/** What the best menus are worth at these prices. Takes their uses out of `slack`. */
function worthOf(shares: readonly Share[], prices: Float64Array, slack: Float64Array): number {
  let worth = 0;
  for (const { menus, days } of shares) {
    const ranked = menus
      .map((menu) => [netOf(menu, prices), menu] as const)
      .sort((a, b) => b[0] - a[0]);
    for (let day = 0; day < days; day += 1) {
      const [net, menu] = ranked[day] ?? ranked[0] ?? [0, undefined];
      worth += net;
      for (const r of menu?.menu.recipes ?? []) slack[r] = (slack[r] ?? 0) - 1;
    }
  }
  return worth;
}

/** The quality of a menu after it paid for its recipes. */
export const netOf = (menu: CountedMenu, prices: Float64Array): number => {
  let net = quality(menu.menu);
  for (const recipe of menu.menu.recipes) net -= prices[recipe] ?? 0;
  return net;
};
