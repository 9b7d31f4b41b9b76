import { FAMILIES } from "../model/recipe.ts";
import type { VarietyNeeds } from "../rules/variety.ts";
import type { RecipeFacts } from "./facts.ts";
import type { Random } from "./random.ts";
import { type CountedMenu, shortfall, type Usage } from "./usage.ts";
import type { DayPool } from "./week-pools.ts";

/** Penalty for one use too many or one cuisine missing: more than any menu can gain. */
const RULE = 4;
/** Penalty for a dish that was already eaten in the days around. */
export const REPEAT = 0.02;
/** Penalty for each other day of the week with a breakfast or main dish of the same family. */
export const SAME_FAMILY = 0.008;
/** Penalty for the very same day twice; hard enough that it happens only when nothing else fits. */
const SAME_DAY = 1;

/** What a week is made of. */
export type WeekParts = {
  readonly pools: readonly DayPool[];
  readonly firstDay: number;
  readonly usage: Usage;
  readonly needs: VarietyNeeds;
  readonly facts: readonly RecipeFacts[];
};

/** The week being searched: one menu per day, replaced one by one. */
export type WeekState = {
  readonly days: number;
  /** Puts the best menu of its pool on a day; true if that changed the day. */
  readonly replace: (day: number, random: Random, noise: number) => boolean;
  /** Uses too many that the menu of a day makes. */
  readonly excess: (day: number) => number;
  /** Cuisines, protein sources and fish dishes missing. */
  readonly lacking: () => number;
  /** Makes menus for a day that fit the other days. */
  readonly makeMenus: (day: number, random: Random) => void;
  readonly menus: () => readonly CountedMenu[];
  /** Takes the week out of the calendar again. */
  readonly clear: () => void;
};

/** Builds an empty week. */
export function createWeekState(parts: WeekParts): WeekState {
  const { pools, usage, needs, firstDay } = parts;
  const chosen: (CountedMenu | undefined)[] = pools.map(() => undefined);
  const put = (i: number, menu: CountedMenu | undefined) => {
    chosen[i] = menu;
    if (menu) usage.add(firstDay + i, menu);
  };
  const take = (i: number): CountedMenu | undefined => {
    const menu = chosen[i];
    if (menu) usage.remove(firstDay + i, menu);
    chosen[i] = undefined;
    return menu;
  };
  const best = (i: number, random: Random, noise: number): CountedMenu | undefined => {
    const rest = unite(chosen);
    const families = countFamilies(chosen);
    let found: CountedMenu | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const menu of pools[i]?.menus() ?? []) {
      let cost = menu.menu.cost + (noise > 0 ? noise * random() : 0);
      if (cost >= least) continue;
      cost += REPEAT * usage.repeats(firstDay + i, menu) + (chosen.includes(menu) ? SAME_DAY : 0);
      for (const family of menu.families) cost += SAME_FAMILY * (families[family] ?? 0);
      cost += RULE * (usage.excess(firstDay + i, menu) + missing(needs, rest, menu));
      if (cost < least) {
        least = cost;
        found = menu;
      }
    }
    return found;
  };
  return {
    days: chosen.length,
    replace: (i, random, noise) => {
      const old = take(i);
      put(i, best(i, random, noise) ?? old);
      return chosen[i] !== old;
    },
    excess: (i) => {
      const menu = take(i);
      const excess = menu ? usage.excess(firstDay + i, menu) : 0;
      put(i, menu);
      return excess;
    },
    lacking: () => missing(needs, unite(chosen)),
    makeMenus: (i, random) => {
      const old = take(i);
      const steer = steering(parts, firstDay + i, unite(chosen), random);
      pools[i]?.grow(random, { menus: 8, descents: 16 }, steer);
      put(i, old);
    },
    menus: () => chosen.filter((menu) => menu !== undefined),
    clear: () => {
      for (const i of chosen.keys()) take(i);
    },
  };
}

/** What menus come to together. */
type Union = { cuisines: number; sources: number; fishDishes: number };

/** Unites what the variety of a week asks about. */
export function unite(menus: readonly (CountedMenu | undefined)[]): Union {
  const sum = { cuisines: 0, sources: 0, fishDishes: 0 };
  for (const menu of menus) {
    if (!menu) continue;
    sum.cuisines |= menu.cuisines;
    sum.sources |= menu.sources;
    sum.fishDishes += menu.fishDishes;
  }
  return sum;
}

/** How many breakfasts and main dishes each family has. */
export function countFamilies(menus: readonly (CountedMenu | undefined)[]): Int32Array {
  const counts = new Int32Array(FAMILIES.length);
  for (const menu of menus) {
    for (const family of menu?.families ?? []) counts[family] = (counts[family] ?? 0) + 1;
  }
  return counts;
}

/** Cuisines, protein sources and fish dishes that menus and one more lack. */
export const missing = (needs: VarietyNeeds, rest: Union, menu?: CountedMenu): number =>
  shortfall(
    needs,
    rest.cuisines | (menu?.cuisines ?? 0),
    rest.sources | (menu?.sources ?? 0),
    rest.fishDishes + (menu?.fishDishes ?? 0),
  );

/** Bias per recipe for a day, given the other days: away from what is used up, to what is missing. */
export function steering(
  parts: Omit<WeekParts, "pools">,
  day: number,
  rest: Union,
  random: Random,
): Float64Array {
  const { usage, needs, facts } = parts;
  return Float64Array.from(facts, (f) => {
    if (usage.full(day, f.index)) return 8;
    const fish = needs.fishDishes > rest.fishDishes && f.fishDish ? 0.6 : 0;
    const source = (rest.sources >>> f.source) & 1 ? 0 : 0.15;
    const cuisine = (rest.cuisines >>> f.cuisine) & 1 ? 0 : 0.1;
    return (usage.near(day, f.index) ? 0.2 : 0) - (fish + source + cuisine) * random();
  });
}
