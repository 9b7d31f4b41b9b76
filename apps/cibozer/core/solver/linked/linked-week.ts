import { createRandom, mixSeed, type Random } from "../random.ts";
import type { CountedMenu } from "../usage.ts";
import { type DayPool, quality } from "../week-pools.ts";
import { gapOf, type WeekInput, type WeekResult } from "../week-search.ts";
import { countFamilies, missing, REPEAT, SAME_FAMILY, steering, unite } from "../week-state.ts";
import { linkedBound } from "./linked-bound.ts";
import { createLinkedPools, type LinkedPools } from "./linked-pools.ts";
import { type LinkedDays, leftBy, linkProblems, linksThatHold } from "./links.ts";

/** Up to seven days in a row of which some take what the day before leaves. */
export type LinkedInput = WeekInput &
  LinkedDays & {
    /** The menu of the day before the first. */
    readonly before: CountedMenu | undefined;
  };

/** A week that keeps every rule and is this near to its bound needs no more work. */
const GOOD_GAP = 0.015;
/** Rounds for the repairs that a week may cost: each goes through all days. */
const REPAIRS_A_ROUND = 6;
/** Ways that are followed from day to day, what they may leave, and how many leave the same. */
const WIDTH = 18;
const MOST_LEFT = 6;
const LEAVE_THE_SAME = 4;
/** Menus for what a day is left: at first, and in later rounds. Days that are left nothing get more. */
const FIRST = { menus: 12, descents: 18 } as const;
const MORE = { menus: 4, descents: 8 } as const;
const FREE = 4;
/** Penalty for each cuisine, source and fish dish that is missing before the last day. */
const STILL_MISSING = 0.06;

/** Days so far, with what they cost. */
type Way = { readonly menus: readonly CountedMenu[]; readonly cost: number };
type Step = {
  readonly way: Way;
  readonly menu: CountedMenu;
  readonly cost: number;
  readonly score: number;
};

/**
 * Fills days that are linked, or null when no filling was found: from day to day it follows the best
 * ways, and makes the menus of a day for just what they leave.
 */
export function searchLinkedWeek(given: LinkedInput): WeekResult | null {
  const links = linksThatHold(given);
  const input = { ...given, links, problems: linkProblems({ ...given, links }) };
  const random = createRandom(mixSeed(input.seed, input.firstDay));
  const pools = createLinkedPools(input.problems, links, input.facts);
  const rounds = 1 + Math.ceil(input.effort.repairs / REPAIRS_A_ROUND);
  let best: WeekResult | null = null;
  for (let round = 0; round < rounds; round += 1) {
    const menus = follow(input, pools, random, round);
    if (menus) best = better(best, resultOf(input, pools, menus));
    if (best && (gapOf(best) <= GOOD_GAP || round >= rounds / 2)) break;
  }
  return best;
}

const better = (one: WeekResult | null, other: WeekResult): WeekResult =>
  one && one.quality >= other.quality ? { ...one, bound: other.bound } : other;

function resultOf(
  input: LinkedInput,
  pools: LinkedPools,
  menus: readonly CountedMenu[],
): WeekResult {
  const sum = menus.reduce((all, { menu }) => all + quality(menu), 0);
  const bound = linkedBound({
    pools,
    links: input.links,
    days: input.problems.length,
    first: leftBy(input.before, input.links[0] ?? []),
    recipes: input.facts.length,
    found: sum,
  });
  return { menus, quality: sum, bound: Math.max(bound, sum) };
}

/** The best way through all days that keeps every rule, or null. Leaves the calendar as it was. */
function follow(
  input: LinkedInput,
  pools: LinkedPools,
  random: Random,
  round: number,
): readonly CountedMenu[] | null {
  const { usage, firstDay, links, before, problems } = input;
  const grown = new Set<DayPool>();
  let ways: readonly Way[] = [{ menus: [], cost: 0 }];
  for (let day = 0; day < problems.length; day += 1) {
    const steps: Step[] = [];
    const into = links[day] ?? [];
    for (const way of ways) {
      way.menus.forEach((menu, i) => {
        usage.add(firstDay + i, menu);
      });
      const pool = pools.of(day, leftBy(way.menus.at(-1) ?? before, into));
      if (!grown.has(pool)) {
        grown.add(pool);
        const steer = steering(input, firstDay + day, unite(way.menus), random);
        const times = into.length === 0 && round === 0 ? FREE : 1;
        pool.grow(random, effortFor(pool, times), steer);
      }
      for (const step of stepsFrom(way, input, day, pool)) steps.push(step);
      way.menus.forEach((menu, i) => {
        usage.remove(firstDay + i, menu);
      });
    }
    ways = chosen(steps, (menu) => leftBy(menu, links[day + 1] ?? []));
  }
  return ways[0]?.menus ?? null;
}

const effortFor = (pool: DayPool, times: number) => {
  const { menus, descents } = pool.menus().length === 0 ? FIRST : MORE;
  return { menus: menus * times, descents: descents * times };
};

/** The menus of a pool behind a way whose days stand in the calendar. */
function stepsFrom(way: Way, input: LinkedInput, day: number, pool: DayPool): readonly Step[] {
  const { usage, needs, problems } = input;
  const date = input.firstDay + day;
  const isLast = day === problems.length - 1;
  const [rest, families] = [unite(way.menus), countFamilies(way.menus)];
  const steps: Step[] = [];
  for (const menu of pool.menus()) {
    const lacks = missing(needs, rest, menu);
    if ((isLast && lacks > 0) || usage.excess(date, menu) > 0) continue;
    let cost = way.cost + menu.menu.cost + REPEAT * usage.repeats(date, menu);
    for (const family of menu.families) cost += SAME_FAMILY * (families[family] ?? 0);
    steps.push({ way, menu, cost, score: cost + STILL_MISSING * lacks });
  }
  return steps;
}

/** The best ways, of which few leave the same and all together leave few things. */
function chosen(steps: Step[], leftOf: (menu: CountedMenu) => number): readonly Way[] {
  const counts = new Map<number, number>();
  const ways: Way[] = [];
  for (const { way, menu, cost } of steps.sort((a, b) => a.score - b.score)) {
    if (ways.length === WIDTH) break;
    const left = leftOf(menu);
    const count = counts.get(left) ?? 0;
    if (left > 0 && (count === LEAVE_THE_SAME || (count === 0 && counts.size === MOST_LEFT))) {
      continue;
    }
    counts.set(left, count + 1);
    ways.push({ menus: [...way.menus, menu], cost });
  }
  return ways;
}
