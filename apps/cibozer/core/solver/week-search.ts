import type { VarietyNeeds } from "../rules/variety.ts";
import { exactWeek } from "./exact-week.ts";
import type { RecipeFacts } from "./facts.ts";
import { combinations, EXHAUSTIVE_LIMIT, SMALL_DAY } from "./pool.ts";
import type { DayProblem } from "./problem.ts";
import { createRandom, mixSeed, pick, type Random } from "./random.ts";
import type { CountedMenu, Usage } from "./usage.ts";
import { weekBound } from "./week-bound.ts";
import { createPools, type DayPool, quality } from "./week-pools.ts";
import { createWeekState, type WeekState } from "./week-state.ts";

/** How much work a week may cost. Work is counted, not timed, so results never depend on speed. */
export type WeekEffort = {
  /** Descents for the shared pool. */
  readonly descents: number;
  /** Rounds that make menus for days which break the variety rules. */
  readonly repairs: number;
};

/** Up to seven days in a row. */
export type WeekInput = {
  /** One problem per day; equal objects share one menu pool. */
  readonly problems: readonly DayProblem[];
  /** Number of the first of these days in the plan. */
  readonly firstDay: number;
  /** Days before these; they count for the rolling variety rule. Left as it was found. */
  readonly usage: Usage;
  readonly needs: VarietyNeeds;
  readonly facts: readonly RecipeFacts[];
  readonly seed: number;
  readonly effort: WeekEffort;
};

/** The chosen menus, their summed quality and a bound no choice from the pools can pass. */
export type WeekResult = {
  readonly menus: readonly CountedMenu[];
  readonly quality: number;
  readonly bound: number;
};

/** A week that keeps every rule and is this near to its bound needs no more work. */
const GOOD_GAP = 0.015;
const SWEEPS = 6;
const START_NOISE = 0.05;
/** Rounds without progress after which a week in trouble is given up. */
const IDLE_ROUNDS = 10;

/** Fills the days, or null when no filling was found (for small problems: when there is none). */
export function searchWeek(input: WeekInput): WeekResult | null {
  const found = searchUpTo(input, SMALL_DAY);
  if (found) return found;
  const sizes = input.problems.map(combinations);
  const worthwhile = sizes.some((n) => n > SMALL_DAY && n <= EXHAUSTIVE_LIMIT);
  return worthwhile ? searchUpTo(input, EXHAUSTIVE_LIMIT) : null;
}

/** Searches with days of at most `exhaustive` combinations enumerated, the others sampled. */
function searchUpTo(input: WeekInput, exhaustive: number): WeekResult | null {
  const random = createRandom(mixSeed(input.seed, input.firstDay));
  const { problems, facts, effort } = input;
  const pools = createPools({ problems, facts, descents: effort.descents, exhaustive }, random);
  if (pools.some((p) => p.menus().length === 0)) return null;
  const local = improveWeek(input, pools, random);
  if (local || !pools.every((p) => p.pool.complete)) return local && result(input, pools, local);
  const exact = exactWeek({ ...input, pools: pools.map((p) => p.menus()) });
  return exact && result(input, pools, exact);
}

/** Local search: best menu per day in turn, new menus for days in trouble. */
function improveWeek(
  input: WeekInput,
  pools: readonly DayPool[],
  random: Random,
): readonly CountedMenu[] | null {
  const week = createWeekState({ ...input, pools });
  shake(week, random);
  let best: readonly CountedMenu[] | null = null;
  let least = Number.POSITIVE_INFINITY;
  let idle = 0;
  const { repairs } = input.effort;
  for (let round = 0; round <= repairs && idle < IDLE_ROUNDS; round += 1) {
    settle(week, random);
    const now = trouble(week);
    idle = now < least || best ? 0 : idle + 1;
    least = Math.min(least, now);
    if (now === 0 && (!best || total(best) < total(week.menus()))) best = week.menus();
    if (best && (gapOf(result(input, pools, best)) <= GOOD_GAP || round >= repairs / 2)) break;
    // New menus raise the bound too: every other round looks for a better choice of those there are.
    if (best && round % 2 === 0) shake(week, random);
    else repair(week, random);
  }
  week.clear();
  return best;
}

/** Days filled anew under a little noise: another start for `settle`. */
function shake(week: WeekState, random: Random): void {
  for (let i = 0; i < week.days; i += 1) week.replace(i, random, START_NOISE);
}

function settle(week: WeekState, random: Random): void {
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    let changed = false;
    for (let i = 0; i < week.days; i += 1) changed = week.replace(i, random, 0) || changed;
    if (!changed) return;
  }
}

const daysOf = (week: WeekState) => Array.from({ length: week.days }, (_, i) => i);

/** How many uses are too many and how much variety is missing; 0 = every rule holds. */
const trouble = (week: WeekState): number =>
  daysOf(week).reduce((sum, i) => sum + week.excess(i), week.lacking());

/** New menus for days in trouble, or for one random day when none is. */
function repair(week: WeekState, random: Random): void {
  const days = daysOf(week).filter((i) => week.excess(i) > 0);
  for (const i of days.length > 0 ? days : [pick(random, week.days)]) {
    week.makeMenus(i, random);
  }
}

const total = (menus: readonly CountedMenu[]) => menus.reduce((sum, m) => sum + quality(m.menu), 0);

/** Relative distance of a result to its bound. */
export const gapOf = ({ quality: q, bound }: { quality: number; bound: number }): number =>
  bound > 0 ? Math.max(0, (bound - q) / bound) : 0;

function result(
  { facts }: WeekInput,
  pools: readonly DayPool[],
  menus: readonly CountedMenu[],
): WeekResult {
  const sum = total(menus);
  return { menus, quality: sum, bound: Math.max(weekBound(pools, facts.length, sum), sum) };
}
