import { LEFTOVER_WISHES } from "../../model/leftover-wish.ts";
import { MAX_KCAL, MIN_KCAL, type PlanRequest } from "../../model/request.ts";
import { toMilli } from "../../nutrition/nutrition.ts";
import { PATTERNS } from "../../rules/patterns.ts";
import { type Attempt, createDaySearch } from "../../solver/day-search.ts";
import { createRandom } from "../../solver/random.ts";
import type { SolveContext } from "../context.ts";

/** Fields of a request that a proposal may change. Allergens are never among them. */
export type RequestChange = {
  readonly [Key in
    | "kcal"
    | "diet"
    | "pattern"
    | "days"
    | "dislikes"
    | "budget"
    | "cuisines"
    | "maxMinutes"
    | "leftovers"]?: PlanRequest[Key];
};

/** What a refused request could be instead. */
export type Nearest = {
  /**
   * Put into the request (all of it together) these values make it solvable: it was solved. Each
   * is as near to the request as the steps tried allow; kcal is never under the floor. Absent when
   * only an allergen stands in the way.
   */
  readonly change?: RequestChange;
  /**
   * With one conflict only, the same by field, each enough alone: nearest energy below and above,
   * least minutes and least budget (null = only without a limit), most days, another pattern,
   * another way with leftovers, one dislike to give up.
   */
  readonly kcal?: { readonly below: number | null; readonly above: number | null };
  readonly maxMinutes?: number | null;
  readonly budget?: number | null;
  readonly days?: number;
  readonly pattern?: PlanRequest["pattern"];
  readonly leftovers?: PlanRequest["leftovers"];
  readonly dislike?: string;
  /** The day that came closest under all constraints as they are. */
  readonly closestDay?: {
    readonly energyKcal: number;
    readonly proteinG: number;
    readonly fatG: number;
    readonly carbG: number;
    readonly netCarbG: number;
    readonly costUsd: number;
  };
};

type Works = (change: RequestChange) => boolean;

const KCAL_STEPS = [100, 200, 400, 800, 1600, 3200] as const;
const BUDGET_FACTORS = [1.1, 1.25, 1.5, 2, 3, 4, 6] as const;
const MINUTES = [5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 90, 120] as const;
const MAX_DISLIKES_TRIED = 8;
const CLOSEST_TRIES = 60;

/** How each constraint is moved back towards the request; `works` has the others' changes in. */
const MOVES: Readonly<Record<string, (request: PlanRequest, works: Works) => RequestChange>> = {
  kcal: (request, works) => {
    const near = KCAL_STEPS.flatMap((step) => [request.kcal - step, request.kcal + step]);
    const inside = near.filter((kcal) => kcal >= MIN_KCAL && kcal <= MAX_KCAL);
    return { kcal: inside.find((kcal) => works({ kcal })) ?? 2000 };
  },
  maxMinutes: (request, works) => {
    const ladder = MINUTES.filter((minutes) => minutes > (request.maxMinutes ?? 0));
    return { maxMinutes: leastOf(ladder, (maxMinutes) => works({ maxMinutes })) };
  },
  budget: (request, works) => {
    const ladder = BUDGET_FACTORS.map((f) => Math.ceil((request.budget ?? 0) * f * 10) / 10);
    return { budget: leastOf(ladder, (budget) => works({ budget })) };
  },
  days: (request, works) => {
    const fewer = Array.from({ length: request.days - 1 }, (_, i) => i + 1);
    return { days: request.days - (leastOf(fewer, (n) => works({ days: request.days - n })) ?? 1) };
  },
  pattern: (request, works) => {
    const others = PATTERNS.map((p) => p.id).filter((id) => id !== request.pattern);
    return { pattern: others.find((pattern) => works({ pattern })) ?? "three-meals" };
  },
  dislikes: (request, works) => {
    const without = (one: string) => request.dislikes.filter((d) => d !== one);
    const tried = request.dislikes.slice(0, MAX_DISLIKES_TRIED);
    const given = tried.find((one) => works({ dislikes: without(one) }));
    return { dislikes: given === undefined ? [] : without(given) };
  },
  leftovers: (request, works) => {
    const other = LEFTOVER_WISHES.filter((wish) => wish !== "none" && wish !== request.leftovers);
    return { leftovers: other.find((leftovers) => works({ leftovers })) ?? "none" };
  },
  diet: () => ({ diet: "standard" }),
  cuisines: () => ({ cuisines: [] }),
};

/**
 * Finds changes that work together. `relaxed` is the request without its conflicts, which is
 * solvable; then one constraint after the other is moved back as near to the request as it goes.
 */
export function nearestChange(
  request: PlanRequest,
  relaxed: PlanRequest,
  conflicts: readonly string[],
  solvable: (request: PlanRequest) => boolean,
): Pick<Nearest, "change"> {
  if (conflicts.some((name) => !MOVES[name])) return {};
  let change: RequestChange = {};
  for (const name of conflicts) {
    const found = MOVES[name]?.(request, (tried) => solvable({ ...relaxed, ...change, ...tried }));
    change = { ...change, ...found };
  }
  return { change };
}

/** The change of a single conflict by field; for the energy the other side is tried as well. */
export function singleValues(
  request: PlanRequest,
  change: RequestChange,
  solvable: (request: PlanRequest) => boolean,
): Omit<Nearest, "change" | "closestDay"> {
  const { maxMinutes, budget, days, pattern, leftovers, dislikes, kcal } = change;
  const given = dislikes && request.dislikes.filter((d) => !dislikes.includes(d));
  const values = { maxMinutes, budget, days, pattern, leftovers };
  const present = Object.entries(values).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(present) as Omit<Nearest, "change" | "closestDay">),
    ...(given?.length === 1 && given[0] !== undefined ? { dislike: given[0] } : {}),
    ...(kcal === undefined ? {} : { kcal: bothSides(request, kcal, solvable) }),
  };
}

function bothSides(
  request: PlanRequest,
  found: number,
  solvable: (request: PlanRequest) => boolean,
): { below: number | null; above: number | null } {
  const sign = found < request.kcal ? 1 : -1;
  const other = KCAL_STEPS.map((step) => request.kcal + sign * step)
    .filter((kcal) => kcal >= MIN_KCAL && kcal <= MAX_KCAL)
    .find((kcal) => solvable({ ...request, kcal }));
  return sign > 0 ? { below: found, above: other ?? null } : { below: other ?? null, above: found };
}

/** First of an ascending ladder that works, given that what works keeps working further up. */
function leastOf(ladder: readonly number[], works: (value: number) => boolean): number | null {
  let low = 0;
  let high = ladder.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const value = ladder[middle];
    if (value !== undefined && works(value)) high = middle;
    else low = middle + 1;
  }
  return ladder[low] ?? null;
}

/** The day with the least breach of the rules among a few dozen descents. */
export function closestDay(context: SolveContext): Pick<Nearest, "closestDay"> {
  const search = createDaySearch(context.problem());
  const random = createRandom(context.request.seed);
  const bias = new Float64Array(context.facts.length);
  let best: Attempt | null = null;
  for (let i = 0; i < CLOSEST_TRIES; i += 1) {
    const attempt = search.closest(random, bias);
    if (attempt && (!best || attempt.breach < best.breach)) best = attempt;
  }
  if (!best) return {};
  const { kcal, protein, fat, carb, net, usd } = best.totals;
  return {
    closestDay: {
      energyKcal: toMilli(kcal),
      proteinG: toMilli(protein),
      fatG: toMilli(fat),
      carbG: toMilli(carb),
      netCarbG: toMilli(net),
      costUsd: toMilli(usd),
    },
  };
}
