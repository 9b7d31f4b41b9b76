import { wishedLeftovers } from "../model/leftovers.ts";
import { varietyNeeds } from "../rules/variety.ts";
import { type LinkedInput, searchLinkedWeek } from "../solver/linked/linked-week.ts";
import type { Link } from "../solver/linked/links.ts";
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
  const usage = createUsage(facts);
  const links = linksOf(context);
  if (!links) return null;
  const common = context.problem();
  const problemOf = (day: number) => dayProblem?.(day) ?? common;
  const menus: CountedMenu[] = [];
  let quality = 0;
  let bound = 0;
  for (let first = 0; first < request.days; first += 7) {
    const length = Math.min(7, request.days - first);
    const week = searchAnyWeek({
      problems: Array.from({ length }, (_, i) => problemOf(first + i)),
      links: Array.from({ length: length + 1 }, (_, i) => links(first + i)),
      following: first + length < request.days ? problemOf(first + length) : undefined,
      before: menus.at(-1),
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

const searchAnyWeek = (week: LinkedInput) =>
  week.links.some((links) => links.length > 0) ? searchLinkedWeek(week) : searchWeek(week);

/** The dishes that each day takes from the day before; null where a wish for some finds no meals. */
function linksOf({ request, dishes }: SolveContext): ((day: number) => readonly Link[]) | null {
  const { leftovers, days } = request;
  const slots = dishes.map(({ slot }) => slot);
  const wished = wishedLeftovers(leftovers, days, slots);
  if (leftovers !== "none" && days > 1 && wished.length === 0) return null;
  return (day) =>
    wished
      .filter((left) => left.day === day)
      .map(({ slot, from }) => ({ cooked: slots.indexOf(from.slot), eaten: slots.indexOf(slot) }));
}
