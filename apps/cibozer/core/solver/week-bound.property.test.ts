import fc from "fast-check";
import { expect, test } from "vitest";
import type { CountedMenu } from "./usage.ts";
import { weekBound } from "./week-bound.ts";
import type { DayPool } from "./week-pools.ts";

const RECIPES = 6;
const DAYS = 4;

/** A menu of some of six recipes; the first may be a breakfast. */
const menu = fc
  .record({
    recipes: fc.uniqueArray(fc.nat(RECIPES - 1), { minLength: 1, maxLength: 3 }),
    cost: fc.double({ min: 0, max: 1, noNaN: true }),
    morning: fc.boolean(),
  })
  .map(({ recipes, cost, morning }): CountedMenu => {
    const breakfasts = morning ? recipes.slice(0, 1) : [];
    return {
      menu: { recipes, quarters: recipes.map(() => 4), cost },
      breakfasts,
      others: recipes.slice(breakfasts.length),
      families: [],
      cuisines: 0,
      sources: 0,
      fishDishes: 0,
      liverDishes: 0,
    };
  });

/** Best quality of four different menus that use no recipe too often; null = there are none. */
function best(menus: readonly CountedMenu[]): number | null {
  let found: number | null = null;
  const place = (from: number, left: number, sum: number, uses: readonly string[]): void => {
    const often = (recipe: number) => uses.filter((use) => use.endsWith(`:${recipe}`));
    for (let r = 0; r < RECIPES; r += 1) {
      const all = often(r);
      if (all.length > (all.every((use) => use.startsWith("b")) ? 3 : 2)) return;
    }
    if (left === 0) found = Math.max(found ?? 0, sum);
    for (let i = from; left > 0 && i < menus.length; i += 1) {
      const m = menus[i];
      if (!m) return;
      const more = [...m.breakfasts.map((r) => `b:${r}`), ...m.others.map((r) => `o:${r}`)];
      place(i + 1, left - 1, sum + Math.max(0, 1 - m.menu.cost), [...uses, ...more]);
    }
  };
  place(0, DAYS, 0, []);
  return found;
}

test("MEAL-04: no choice that a week allows is better than the bound, which is no worse than the sum of the best", () => {
  fc.assert(
    fc.property(fc.array(menu, { minLength: DAYS, maxLength: 9 }), (menus) => {
      const pool = { menus: () => menus } as unknown as DayPool;
      const pools = Array.from({ length: DAYS }, () => pool);
      const real = best(menus);
      const bound = weekBound(pools, RECIPES, real ?? 0);
      if (real !== null) expect(bound).toBeGreaterThanOrEqual(real - 1e-9);
      const qualities = menus.map((m) => 1 - m.menu.cost).sort((a, b) => b - a);
      const naive = qualities.slice(0, DAYS).reduce((sum, q) => sum + q, 0);
      expect(bound).toBeLessThanOrEqual(naive + 1e-9);
    }),
  );
});
