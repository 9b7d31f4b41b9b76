import { varietyNeeds } from "../rules/variety.ts";
import type { DayProblem } from "../solver/problem.ts";
import { type CountedMenu, createUsage } from "../solver/usage.ts";
import { searchWeek, type WeekEffort } from "../solver/week-search.ts";
import type { SolveContext } from "./context.ts";

/** Work for an answer that people wait for. */
export const FULL_EFFORT: WeekEffort = { descents: 220, repairs: 40 };
/** Work for each of the many questions that explain a refusal. */
export const PROBE_EFFORT: WeekEffort = { descents: 90, repairs: 10 };
/** Work for one day alone; a day that finds nothing with so little gets the full effort. */
export const DAY_EFFORT: WeekEffort = { descents: 60, repairs: 4 };

/** Menus of all days with quality and bound summed over the weeks. */
export type Solution = {
  readonly menus: readonly CountedMenu[];
  readonly quality: number;
  readonly bound: number;
};

/**
 * Fills every day of a request, week after week; each week knows the days before it, so the
 * variety rules hold over any seven days. null = no filling found.
 */
export function solve(
  context: SolveContext,
  effort: WeekEffort,
  dayProblem?: (day: number) => DayProblem | undefined,
): Solution | null {
  const { request, facts } = context;
  const usage = createUsage(facts.length);
  const common = context.problem();
  const menus: CountedMenu[] = [];
  let quality = 0;
  let bound = 0;
  for (let first = 0; first < request.days; first += 7) {
    const length = Math.min(7, request.days - first);
    const week = searchWeek({
      problems: Array.from({ length }, (_, i) => dayProblem?.(first + i) ?? common),
      firstDay: first,
      usage,
      needs: varietyNeeds(length, context.diet, request.cuisines.length),
      facts,
      seed: request.seed,
      effort,
    });
    if (!week) return null;
    // The search leaves the calendar as it found it.
    week.menus.forEach((menu, i) => {
      usage.add(first + i, menu);
    });
    menus.push(...week.menus);
    quality += week.quality;
    bound += week.bound;
  }
  return { menus, quality, bound };
}
