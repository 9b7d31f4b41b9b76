import {
  MAX_BREAKFASTS_PER_WEEK,
  MAX_LIVERS_PER_WEEK,
  MAX_USES_PER_WEEK,
  type VarietyNeeds,
} from "../rules/variety.ts";
import type { Menu } from "./day-search.ts";
import type { RecipeFacts } from "./facts.ts";
import type { DishOptions } from "./problem.ts";

/** A menu with what the variety rules ask about it, worked out once. */
export type CountedMenu = {
  readonly menu: Menu;
  /** Recipe indices eaten at breakfast; the others count fully. */
  readonly breakfasts: readonly number[];
  readonly others: readonly number[];
  /** Families of breakfasts and main dishes. */
  readonly families: readonly number[];
  /** Bit sets. */
  readonly cuisines: number;
  readonly sources: number;
  readonly fishDishes: number;
  readonly liverDishes: number;
};

/** Counts a menu for the dishes that it fills. */
export function countMenu(
  menu: Menu,
  facts: readonly RecipeFacts[],
  dishes: readonly Pick<DishOptions, "breakfast" | "main">[],
): CountedMenu {
  let cuisines = 0;
  let sources = 0;
  let fishDishes = 0;
  let liverDishes = 0;
  for (const index of menu.recipes) {
    const recipe = facts[index];
    if (!recipe) continue;
    cuisines |= 1 << recipe.cuisine;
    sources |= 1 << recipe.source;
    if (recipe.fishDish) fishDishes += 1;
    if (recipe.liverDish) liverDishes += 1;
  }
  return {
    menu,
    breakfasts: menu.recipes.filter((_, i) => dishes[i]?.breakfast),
    others: menu.recipes.filter((_, i) => !dishes[i]?.breakfast),
    families: menu.recipes.flatMap((r, i) =>
      dishes[i]?.main || dishes[i]?.breakfast ? (facts[r]?.family ?? []) : [],
    ),
    cuisines,
    sources,
    fishDishes,
    liverDishes,
  };
}

/** Number of set bits. */
function bits(mask: number): number {
  let left = mask >>> 0;
  let count = 0;
  for (; left !== 0; count += 1) left &= left - 1;
  return count;
}

/** Who is eaten when, as one bit per day; a plan has at most 30 days. */
export type Usage = {
  readonly add: (day: number, menu: CountedMenu) => void;
  readonly remove: (day: number, menu: CountedMenu) => void;
  /** How many uses too many the menu would make on that day; 0 = none. */
  readonly excess: (day: number, menu: CountedMenu) => number;
  /** Whether one more use of a recipe on that day would be too many. */
  readonly full: (day: number, recipe: number) => boolean;
  /** Whether a recipe is eaten within six days of that day. */
  readonly near: (day: number, recipe: number) => boolean;
  /** How many dishes of the menu are eaten within six days of that day; the next day counts for many. */
  readonly repeats: (day: number, menu: CountedMenu) => number;
};

const WEEK = 0b1111111;
/** As how many dishes eaten again one counts that was eaten the day before: two lunches alike are noticed. */
const NEXT_DAY = 6;
/** Most days of a plan. */
const DAYS = 31;

/** Builds an empty calendar for recipes. */
export function createUsage(facts: readonly Pick<RecipeFacts, "liverDish">[]): Usage {
  const all = new Int32Array(facts.length);
  const morning = new Int32Array(facts.length);
  /** Dishes of liver by day. */
  const livers = new Int32Array(DAYS);
  const set = (day: number, menu: CountedMenu, on: boolean) => {
    const bit = 1 << day;
    const write = (target: Int32Array, recipe: number) => {
      const old = target[recipe] ?? 0;
      target[recipe] = on ? old | bit : old & ~bit;
    };
    for (const recipe of menu.breakfasts) {
      write(all, recipe);
      write(morning, recipe);
    }
    for (const recipe of menu.others) write(all, recipe);
    livers[day] = on ? menu.liverDishes : 0;
  };
  /** Dishes of liver too many in the worst window of seven days, with some more on a day. */
  const overLivers = (day: number, more: number): number => {
    if (more === 0) return 0;
    let worst = 0;
    for (let start = Math.max(0, day - 6); start <= day; start += 1) {
      let sum = more;
      for (let other = start; other < start + 7; other += 1) {
        if (other !== day) sum += livers[other] ?? 0;
      }
      worst = Math.max(worst, sum - MAX_LIVERS_PER_WEEK);
    }
    return worst;
  };
  /** Worst excess over the windows of seven days that hold `day`. */
  const over = (day: number, recipe: number, breakfast: boolean): number => {
    if ((all[recipe] ?? 0) === 0) return 0;
    const uses = ((all[recipe] ?? 0) | (1 << day)) >>> 0;
    const mornings = ((morning[recipe] ?? 0) | (breakfast ? 1 << day : 0)) >>> 0;
    let worst = 0;
    for (let start = Math.max(0, day - 6); start <= day; start += 1) {
      const window = (uses >>> start) & WEEK;
      const only = window === ((mornings >>> start) & WEEK);
      const limit = only ? MAX_BREAKFASTS_PER_WEEK : MAX_USES_PER_WEEK;
      worst = Math.max(worst, bits(window) - limit);
    }
    return worst;
  };
  const near = (day: number, recipe: number): boolean => {
    const low = Math.max(0, day - 6);
    return (((all[recipe] ?? 0) >>> low) & ((1 << (day - low + 7)) - 1)) !== 0;
  };
  const beside = (day: number, recipe: number): boolean =>
    ((((all[recipe] ?? 0) << 1) >>> day) & 0b101) !== 0;
  return {
    add: (day, menu) => set(day, menu, true),
    remove: (day, menu) => set(day, menu, false),
    excess: (day, menu) => {
      let sum = overLivers(day, menu.liverDishes);
      for (const recipe of menu.breakfasts) sum += over(day, recipe, true);
      for (const recipe of menu.others) sum += over(day, recipe, false);
      return sum;
    },
    full: (day, recipe) =>
      over(day, recipe, false) > 0 || (facts[recipe]?.liverDish === true && overLivers(day, 1) > 0),
    near,
    repeats: (day, menu) => {
      let sum = 0;
      for (const recipe of menu.menu.recipes) {
        if (near(day, recipe)) sum += beside(day, recipe) ? NEXT_DAY : 1;
      }
      return sum;
    },
  };
}

/** How far the united menus of a week are from what it needs; 0 = satisfied. */
export function shortfall(
  needs: VarietyNeeds,
  cuisines: number,
  sources: number,
  fishDishes: number,
): number {
  return (
    Math.max(0, needs.cuisines - bits(cuisines)) +
    Math.max(0, needs.proteinSources - bits(sources)) +
    Math.max(0, needs.fishDishes - fishDishes)
  );
}
