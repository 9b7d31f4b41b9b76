import type { Plan } from "../../model/plan.ts";
import type { Pin } from "../../solver/problem.ts";
import { type CountedMenu, countMenu, createUsage } from "../../solver/usage.ts";
import { searchWeek } from "../../solver/week-search.ts";
import { assemblePlan, buildDay } from "../build-plan.ts";
import type { DayLimits, SolveContext } from "../context.ts";
import { type Infeasible, refuse } from "../explain/explain.ts";
import { FULL_EFFORT, solve } from "../solve.ts";

type Replanned = { readonly ok: true; readonly plan: Plan } | Infeasible;

/**
 * Solves with limits by day; days outside `changed` are taken over as they were written. Where the
 * days that stay keep no rules any more, because a person placed their meals, the changed days are
 * solved beside them.
 */
export function replan(
  context: SolveContext,
  plan: Plan,
  limits: (day: number) => DayLimits,
  changed: ReadonlySet<number> | null,
): Replanned {
  const shared = context.problem();
  const solution = solve(context, FULL_EFFORT, (day) => {
    const found = limits(day);
    return (found.pins?.size ?? 0) + (found.bans?.size ?? 0) > 0 ? context.problem(found) : shared;
  });
  const menus = solution
    ? new Map(solution.menus.entries())
    : changed && solveBeside(context, plan, limits, changed);
  if (!menus) return refuse(context, [changed ? "otherMeals" : "locked"]);
  const byHand = changed !== null && plan.gap === null;
  const gap = solution && !byHand ? Math.max(0, 1 - solution.quality / solution.bound) : null;
  const days = plan.days.map((day, i) => {
    const menu = menus.get(i);
    if (!menu || (changed && !changed.has(i))) return day;
    return buildDay(context, menu, day.date);
  });
  const rounded = gap === null ? null : Math.round(gap * 10_000) / 10_000;
  // The plan keeps the seed it was asked with: it names the request, not the last change.
  return { ok: true, plan: { ...assemblePlan(context, days, rounded), request: plan.request } };
}

const NO_NEEDS = { cuisines: 0, proteinSources: 0, fishDishes: 0 } as const;

/** The changed days one by one, every rule of a day kept; the others only count as eaten. */
function solveBeside(
  context: SolveContext,
  plan: Plan,
  limits: (day: number) => DayLimits,
  changed: ReadonlySet<number>,
): ReadonlyMap<number, CountedMenu> | null {
  const { dishes } = context.problem();
  const found = new Map<number, CountedMenu>();
  const written = plan.days.map((_, day) => {
    const pins = [...(limits(day).pins?.values() ?? [])];
    return countMenu(menuOf(pins), context.facts, dishes);
  });
  for (const day of changed) {
    const own = limits(day);
    // What a person put there may stay, however often it is eaten on other days.
    const pinned = new Set([...(own.pins?.values() ?? [])].map(({ recipe }) => recipe));
    const usage = createUsage(context.facts);
    written.forEach((menu, other) => {
      if (other === day) return;
      const eaten = found.get(other) ?? (changed.has(other) ? undefined : menu);
      if (eaten) usage.add(other, withoutRecipes(eaten, pinned, context.facts));
    });
    const week = searchWeek({
      problems: [context.problem(own)],
      firstDay: day,
      usage,
      needs: NO_NEEDS,
      facts: context.facts,
      seed: context.request.seed,
      effort: FULL_EFFORT,
    });
    const menu = week?.menus[0];
    if (!menu) return null;
    found.set(day, menu);
  }
  return found;
}

const menuOf = (pins: readonly Pin[]) => ({
  recipes: pins.map(({ recipe }) => recipe),
  quarters: pins.map(({ quarters }) => quarters ?? 0),
  cost: 0,
});

const withoutRecipes = (
  menu: CountedMenu,
  out: ReadonlySet<number>,
  facts: SolveContext["facts"],
): CountedMenu => ({
  ...menu,
  breakfasts: menu.breakfasts.filter((recipe) => !out.has(recipe)),
  others: menu.others.filter((recipe) => !out.has(recipe)),
  liverDishes: [...out].some((recipe) => facts[recipe]?.liverDish) ? 0 : menu.liverDishes,
});
