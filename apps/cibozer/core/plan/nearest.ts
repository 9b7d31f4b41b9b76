import { MAX_KCAL, MIN_KCAL, type PlanRequest } from "../model/request.ts";
import { toMilli } from "../nutrition/nutrition.ts";
import { PATTERNS } from "../rules/patterns.ts";
import { type Attempt, createDaySearch } from "../solver/day-search.ts";
import { createRandom } from "../solver/random.ts";
import type { SolveContext } from "./context.ts";

/**
 * Changes that were tried and work, each on its own with the rest of the request kept. A field is
 * absent when no value of it helps. Allergens are never among them, and no kcal under the floor.
 */
export type Nearest = {
  /** Nearest solvable energy below and above the request. */
  readonly kcal?: { readonly below: number | null; readonly above: number | null };
  /** Least minutes per recipe; null = only without a limit. */
  readonly maxMinutes?: number | null;
  /** Least budget tried that works, US dollars a day; null = only without one. */
  readonly budget?: number | null;
  /** Most days in a row that work. */
  readonly days?: number;
  readonly pattern?: PlanRequest["pattern"];
  /** Whether leaving the cuisine open is enough. */
  readonly anyCuisine?: true;
  /** Of the dislikes, one that is enough to give up. */
  readonly dislike?: string;
  /** The day that came closest: what is reachable under all constraints. */
  readonly closestDay?: {
    readonly energyKcal: number;
    readonly proteinG: number;
    readonly fatG: number;
    readonly carbG: number;
    readonly netCarbG: number;
    readonly costUsd: number;
  };
};

type Solvable = (request: PlanRequest) => boolean;

const KCAL_STEPS = [50, 100, 200, 400, 800, 1600, 3200] as const;
const BUDGET_FACTORS = [1.1, 1.25, 1.5, 2, 3, 4, 6] as const;
const MINUTES = [5, 10, 15, 20, 25, 30, 40, 50, 60, 75, 90, 120] as const;
const MAX_DISLIKES_TRIED = 12;
const CLOSEST_TRIES = 120;

/** Tries single changes to the constraints in conflict, and the energy in any case. */
export function nearestChanges(
  context: SolveContext,
  conflicts: readonly string[],
  solvable: Solvable,
): Nearest {
  const { request } = context;
  const inConflict = (name: string) => conflicts.includes(name);
  return {
    ...closestDay(context),
    ...(inConflict("kcal") ? nearestKcal(request, solvable) : {}),
    ...(inConflict("maxMinutes") ? nearestMinutes(request, solvable) : {}),
    ...(inConflict("budget") ? nearestBudget(request, solvable) : {}),
    ...(inConflict("days") ? mostDays(request, solvable) : {}),
    ...(inConflict("pattern") ? otherPattern(request, solvable) : {}),
    ...(inConflict("cuisines") && solvable({ ...request, cuisines: [] })
      ? { anyCuisine: true }
      : {}),
    ...(inConflict("dislikes") ? oneDislike(request, solvable) : {}),
  };
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

function nearestKcal(request: PlanRequest, solvable: Solvable): Pick<Nearest, "kcal"> {
  const works = (kcal: number) =>
    kcal >= MIN_KCAL && kcal <= MAX_KCAL && solvable({ ...request, kcal });
  const below = KCAL_STEPS.map((step) => request.kcal - step).find(works) ?? null;
  const above = KCAL_STEPS.map((step) => request.kcal + step).find(works) ?? null;
  return below === null && above === null ? {} : { kcal: { below, above } };
}

function nearestMinutes(request: PlanRequest, solvable: Solvable): Pick<Nearest, "maxMinutes"> {
  const ladder = MINUTES.filter((m) => m > (request.maxMinutes ?? 0));
  const least = leastOf(ladder, (maxMinutes) => solvable({ ...request, maxMinutes }));
  if (least !== null) return { maxMinutes: least };
  return solvable({ ...request, maxMinutes: null }) ? { maxMinutes: null } : {};
}

function nearestBudget(request: PlanRequest, solvable: Solvable): Pick<Nearest, "budget"> {
  const now = request.budget ?? 0;
  const ladder = BUDGET_FACTORS.map((factor) => Math.ceil(now * factor * 10) / 10);
  const least = leastOf(ladder, (budget) => solvable({ ...request, budget }));
  if (least !== null) return { budget: least };
  return solvable({ ...request, budget: null }) ? { budget: null } : {};
}

function mostDays(request: PlanRequest, solvable: Solvable): Pick<Nearest, "days"> {
  const shorter = Array.from({ length: request.days - 1 }, (_, i) => i + 1);
  const missing = leastOf(shorter, (fewer) => solvable({ ...request, days: request.days - fewer }));
  return missing === null ? {} : { days: request.days - missing };
}

function otherPattern(request: PlanRequest, solvable: Solvable): Pick<Nearest, "pattern"> {
  const found = PATTERNS.find(
    ({ id }) => id !== request.pattern && solvable({ ...request, pattern: id }),
  );
  return found ? { pattern: found.id } : {};
}

function oneDislike(request: PlanRequest, solvable: Solvable): Pick<Nearest, "dislike"> {
  const found = request.dislikes
    .slice(0, MAX_DISLIKES_TRIED)
    .find((one) => solvable({ ...request, dislikes: request.dislikes.filter((d) => d !== one) }));
  return found === undefined ? {} : { dislike: found };
}

function closestDay(context: SolveContext): Pick<Nearest, "closestDay"> {
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
