import type { LeftoverWish } from "../../model/leftover-wish.ts";
import type { Plan } from "../../model/plan.ts";
import { MAX_QUARTERS, MIN_QUARTERS, type Pin } from "../../solver/problem.ts";
import { mixSeed } from "../../solver/random.ts";
import {
  type ContextChoice,
  createSolveContext,
  type DayLimits,
  type PlannerContext,
  type SolveContext,
} from "../context.ts";
import { type Infeasible, refuse } from "../explain/explain.ts";
import { replan } from "./replan.ts";
import { swapAlone } from "./swap-alone.ts";

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
  /** The recipe that the meal is to have, such as what is left over; absent = any but its own. */
  readonly recipe?: string | undefined;
};

/**
 * Gives one meal another recipe, or the one that is asked for. The other meals of that day keep their recipes and may change
 * their portions; where no other recipe fits beside them (one swap in some hundred), unlocked ones
 * change too. Locked meals and other days stay as they are; every rule of the request still holds,
 * but for the targets of a day that misses them already because of what a person put there.
 * Throws UnknownMealError for a meal that is not in the plan.
 */
export function swapMeal(planner: PlannerContext, plan: Plan, input: SwapInput): PlanResult {
  // Who swaps one meal means that one: what was to be left of it is then cooked for itself.
  const context = contextOf(planner, plan, input.seed, { leftovers: "none" });
  const at = requireDish(context, plan, input);
  const locks = lockPins(context, plan, input.locked ?? []);
  const wholePlan = plan.days.map((_, day) => dayPins(context, plan, day));
  const day = wholePlan[input.day] ?? new Map<number, Pin>();
  const old = day.get(at)?.recipe ?? -1;
  // A wish is no pin: what a person pins may break the rules of a day, and this must not.
  const banned = new Set(
    input.recipe === undefined
      ? [...neverIndices(context, plan), old]
      : allBut(context, input.recipe),
  );
  const locked = new Map(locks.get(input.day));
  locked.delete(at);
  const kept = new Map<number, Pin>(locked);
  for (const [dish, pin] of day) {
    if (dish !== at && !locked.has(dish)) kept.set(dish, { recipe: pin.recipe });
  }
  const solveBeside = (pins: ReadonlyMap<number, Pin>): PlanResult => {
    const bans = new Map(neverAgain(context, plan, pins)).set(at, banned);
    const limits = (d: number): DayLimits =>
      d === input.day ? { pins, bans } : { pins: wholePlan[d] };
    const found = replan(context, plan, limits, new Set([input.day]));
    // Beside a week that keeps its rules, what is asked for is no reason to break them.
    const breaks =
      input.recipe !== undefined && plan.gap !== null && found.ok && found.plan.gap === null;
    return breaks ? refuse(context, ["otherMeals"]) : found;
  };
  const beside = solveBeside(kept);
  const found = beside.ok || kept.size === locked.size ? beside : solveBeside(locked);
  if (found.ok) return found;
  const alone = swapAlone(context, plan, { day: input.day, at, pins: day, banned });
  return alone ? { ok: true, plan: alone } : found;
}

/** Input of `resolvePlan`. */
export type ResolveInput = {
  readonly locked: readonly MealRef[];
  readonly seed: number;
  /** The days to solve again, from 0; the others stay as they are written. Absent = all. */
  readonly days?: readonly number[] | undefined;
  /** Keeps every recipe and fits the portions only. */
  readonly portionsOnly?: boolean | undefined;
};

/** Keeps the locked meals, recipe and portion, and solves everything else again. */
export function resolvePlan(planner: PlannerContext, plan: Plan, input: ResolveInput): PlanResult {
  const standing = plan.days.flatMap(({ meals }) => meals.map(({ recipe }) => recipe.id));
  const some = contextOf(planner, plan, input.seed, { inTurn: new Set(standing) });
  const found = resolveIn(some, plan, input);
  if (found.ok || !some.hasResting) return found;
  return resolveIn(contextOf(planner, plan, input.seed), plan, input);
}

function resolveIn(context: SolveContext, plan: Plan, input: ResolveInput): PlanResult {
  const locks = lockPins(context, plan, input.locked);
  const changed = input.days && new Set(input.days);
  for (const day of changed ?? []) {
    if (!plan.days[day]) throw new UnknownMealError(`the plan has no day ${day}`);
  }
  return replan(
    context,
    plan,
    (day) => {
      const written = dayPins(context, plan, day);
      if (changed && !changed.has(day)) return { pins: written };
      const locked = locks.get(day);
      const recipes = [...(input.portionsOnly ? written : [])].map(
        ([dish, { recipe }]) => [dish, { recipe }] as const,
      );
      const pins = new Map<number, Pin>([...recipes, ...(locked ?? [])]);
      return { pins, bans: neverAgain(context, plan, pins) };
    },
    changed ?? null,
  );
}

/**
 * What a plan is solved again in. What stands in it may stay although it is never to be planned
 * again: that is a ban of the dishes that are filled anew, and no filter of all.
 */
const contextOf = (
  planner: PlannerContext,
  plan: Plan,
  seed: number,
  {
    leftovers = plan.request.leftovers,
    inTurn,
  }: Pick<ContextChoice, "inTurn"> & { readonly leftovers?: LeftoverWish } = {},
): SolveContext =>
  createSolveContext(
    planner,
    { ...plan.request, leftovers, never: [], seed: mixSeed(plan.request.seed, seed) },
    { slots: slotsOf(plan), inTurn },
  );

const neverIndices = ({ facts }: SolveContext, { request }: Plan): readonly number[] => {
  const never = new Set(request.never);
  return facts.filter((f) => never.has(f.recipe.id)).map((f) => f.index);
};

/** Every recipe but one. */
function allBut({ facts }: SolveContext, id: string): readonly number[] {
  const others = facts.filter((f) => f.recipe.id !== id).map((f) => f.index);
  if (others.length === facts.length) throw new UnknownMealError(`there is no recipe "${id}"`);
  return others;
}

/** The recipes that are never to come again, for every dish that is not pinned. */
function neverAgain(
  context: SolveContext,
  plan: Plan,
  pins: ReadonlyMap<number, Pin>,
): ReadonlyMap<number, ReadonlySet<number>> {
  const never = new Set(neverIndices(context, plan));
  if (never.size === 0) return new Map();
  return new Map(context.dishes.flatMap((_, dish) => (pins.has(dish) ? [] : [[dish, never]])));
}

/** The slots of a plan's days: all days have the same. */
export const slotsOf = (plan: Plan): readonly string[] =>
  plan.days[0]?.meals.map((meal) => meal.slot) ?? [];

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
