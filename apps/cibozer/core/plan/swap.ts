import type { Plan } from "../model/plan.ts";
import { MAX_QUARTERS, MIN_QUARTERS, type Pin } from "../solver/problem.ts";
import { mixSeed } from "../solver/random.ts";
import { assemblePlan, buildDay } from "./build-plan.ts";
import {
  createSolveContext,
  type DayLimits,
  type PlannerContext,
  type SolveContext,
} from "./context.ts";
import { type Infeasible, refuse } from "./explain.ts";
import { FULL_EFFORT, solve } from "./solve.ts";

/** A meal of a plan: day counted from 0, and its slot. */
export type MealRef = { readonly day: number; readonly slot: string };

/** A plan, or why there is none. */
export type PlanResult = { readonly ok: true; readonly plan: Plan } | Infeasible;

/** A plan, a meal or a slot that does not exist or does not fit the recipe table. */
export class UnknownMealError extends Error {
  override readonly name = "UnknownMealError";
}

/** Input of `swapMeal`. `locked` meals keep recipe and portion. */
export type SwapInput = MealRef & {
  readonly seed: number;
  readonly locked?: readonly MealRef[] | undefined;
};

/**
 * Gives one meal another recipe. The other meals of that day keep their recipes and may change
 * their portions; where no other recipe fits beside them (one swap in some hundred), unlocked ones
 * change too. Locked meals and other days stay as they are; every rule of the request still holds.
 * Throws UnknownMealError for a meal that is not in the plan.
 */
export function swapMeal(planner: PlannerContext, plan: Plan, input: SwapInput): PlanResult {
  const request = { ...plan.request, seed: mixSeed(plan.request.seed, input.seed) };
  const context = createSolveContext(planner, request);
  const at = requireDish(context, plan, input);
  const locks = lockPins(context, plan, input.locked ?? []);
  const wholePlan = plan.days.map((_, day) => dayPins(context, plan, day));
  const day = wholePlan[input.day] ?? new Map<number, Pin>();
  const old = day.get(at)?.recipe ?? -1;
  const locked = new Map(locks.get(input.day));
  locked.delete(at);
  const kept = new Map<number, Pin>(locked);
  for (const [dish, pin] of day) {
    if (dish !== at && !locked.has(dish)) kept.set(dish, { recipe: pin.recipe });
  }
  const solveBeside = (pins: ReadonlyMap<number, Pin>): PlanResult => {
    const limits = (d: number): DayLimits =>
      d === input.day ? { pins, bans: new Map([[at, new Set([old])]]) } : { pins: wholePlan[d] };
    return solveWithLimits(context, plan, limits, new Set([input.day]));
  };
  const beside = solveBeside(kept);
  return beside.ok || kept.size === locked.size ? beside : solveBeside(locked);
}

/** Input of `resolvePlan`. */
export type ResolveInput = { readonly locked: readonly MealRef[]; readonly seed: number };

/** Keeps the locked meals, recipe and portion, and solves everything else again. */
export function resolvePlan(planner: PlannerContext, plan: Plan, input: ResolveInput): PlanResult {
  const request = { ...plan.request, seed: mixSeed(plan.request.seed, input.seed) };
  const context = createSolveContext(planner, request);
  const locks = lockPins(context, plan, input.locked);
  return solveWithLimits(context, plan, (day) => ({ pins: locks.get(day) }), null);
}

/** Solves with limits by day; days outside `changed` are taken over as they were written. */
function solveWithLimits(
  context: SolveContext,
  plan: Plan,
  limits: (day: number) => DayLimits,
  changed: ReadonlySet<number> | null,
): PlanResult {
  const shared = context.problem();
  const solution = solve(context, FULL_EFFORT, (day) => {
    const found = limits(day);
    return (found.pins?.size ?? 0) > 0 ? context.problem(found) : shared;
  });
  if (!solution) return refuse(context, [changed ? "otherMeals" : "locked"]);
  const gap = Math.max(0, Math.round((1 - solution.quality / solution.bound) * 10_000) / 10_000);
  const days = plan.days.map((day, i) => {
    const menu = solution.menus[i];
    if (!menu || (changed && !changed.has(i))) return day;
    return buildDay(context, menu, day.date);
  });
  // The plan keeps the seed it was asked with: it names the request, not the last change.
  return { ok: true, plan: { ...assemblePlan(context, days, gap), request: plan.request } };
}

function requireDish(context: SolveContext, plan: Plan, ref: MealRef): number {
  const dish = context.dishes.findIndex((d) => d.slot === ref.slot);
  if (dish < 0 || !plan.days[ref.day]) {
    throw new UnknownMealError(`the plan has no meal "${ref.slot}" on day ${ref.day}`);
  }
  return dish;
}

function lockPins(context: SolveContext, plan: Plan, refs: readonly MealRef[]) {
  const locks = new Map<number, Map<number, Pin>>();
  for (const ref of refs) {
    const dish = requireDish(context, plan, ref);
    const pin = dayPins(context, plan, ref.day).get(dish);
    if (!pin) throw new UnknownMealError(`the plan has no meal "${ref.slot}" on day ${ref.day}`);
    const day = locks.get(ref.day) ?? new Map<number, Pin>();
    locks.set(ref.day, day.set(dish, pin));
  }
  return locks;
}

/** Recipes and portions of a day as the solver counts them. */
function dayPins(context: SolveContext, plan: Plan, day: number): ReadonlyMap<number, Pin> {
  const pins = new Map<number, Pin>();
  for (const meal of plan.days[day]?.meals ?? []) {
    const dish = context.dishes.findIndex((d) => d.slot === meal.slot);
    const facts = context.facts.find((f) => f.recipe.id === meal.recipe.id);
    const quarters = meal.portion * 4;
    const valid =
      Number.isInteger(quarters) && quarters >= MIN_QUARTERS && quarters <= MAX_QUARTERS;
    if (dish < 0 || !facts || !valid) {
      throw new UnknownMealError(`"${meal.recipe.title}" of the plan is no longer known`);
    }
    pins.set(dish, { recipe: facts.index, quarters });
  }
  return pins;
}
