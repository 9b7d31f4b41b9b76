import type { Plan } from "../../model/plan.ts";
import { MAX_KCAL, MIN_KCAL, type PlanRequest } from "../../model/request.ts";
import { MAX_QUARTERS, MIN_QUARTERS } from "../../solver/problem.ts";
import { addDays, assemblePlan, buildDay } from "../build-plan.ts";
import { createSolveContext, type PlannerContext, type SolveContext } from "../context.ts";
import { applyFilters, requestFilters } from "../filters.ts";
import { UnknownMealError } from "./swap.ts";

/** One dish as a person places it: a recipe at a portion, in a slot of its day. */
export type PlacedMeal = {
  readonly slot: string;
  readonly recipe: string;
  /** Servings, a multiple of 0.25. */
  readonly portion: number;
};

/** What `composePlan` is given. */
export type ComposeInput = {
  readonly request: PlanRequest;
  /** The dishes of every day, in the order of their slots; every day has the same slots. */
  readonly days: readonly (readonly PlacedMeal[])[];
  /** The plan that is changed: its days that stay the same are taken over as they are written. */
  readonly before?: Plan | undefined;
};

/**
 * A plan of placed dishes, or why there is none: "excluded" = a dish that the request's diet or
 * allergens rule out (`recipe` names it), "floor" = a day of less energy than anybody gets planned,
 * "ceiling" = of more.
 */
export type Composed =
  | { readonly ok: true; readonly plan: Plan }
  | {
      readonly ok: false;
      readonly broken: "excluded" | "floor" | "ceiling";
      readonly day: number;
      readonly recipe?: string;
    };

/** How far under the floor, or over the ceiling, a day may be: the tolerance of a day (MEAL-04). */
const SLACK_KCAL = 50;

/**
 * Writes out what a person placed. Targets and variety are theirs to miss; what is excluded for an
 * allergy or a diet, and the floor of a day's energy, are not: a day that is changed keeps them.
 * Throws UnknownMealError for a recipe, slot or portion that does not exist.
 */
export function composePlan(planner: PlannerContext, input: ComposeInput): Composed {
  const { request, before } = input;
  const slots = input.days[0]?.map(({ slot }) => slot) ?? [];
  const context = createSolveContext(planner, { ...request, never: [] }, { slots });
  const safe = safeRecipes(context);
  const days: Plan["days"][number][] = [];
  for (const [i, meals] of input.days.entries()) {
    const written = before?.days[i];
    if (written && isSame(written.meals, meals)) {
      days.push(written);
      continue;
    }
    const bad = meals.find(({ recipe }) => !safe.has(indexOf(context, recipe)));
    if (bad) return { ok: false, broken: "excluded", day: i, recipe: bad.recipe };
    const date = written?.date ?? addDays(request.startDate, i);
    const day = buildDay(context, { menu: menuOf(context, meals) }, date);
    const kcal = day.totals.energyKcal;
    const had = written?.totals.energyKcal;
    if (kcal < MIN_KCAL - SLACK_KCAL && kcal < (had ?? Number.POSITIVE_INFINITY)) {
      return { ok: false, broken: "floor", day: i };
    }
    if (kcal > MAX_KCAL * 1.03 && kcal > (had ?? 0))
      return { ok: false, broken: "ceiling", day: i };
    days.push(day);
  }
  return { ok: true, plan: { ...assemblePlan(context, days, null), request } };
}

/** Recipes that diet and allergens of the request allow; the other wishes are not asked. */
function safeRecipes(context: SolveContext): ReadonlySet<number> {
  const request = { ...context.request, dislikes: [], maxMinutes: null, cuisines: [], never: [] };
  const { allowed } = applyFilters(context.facts, requestFilters(request, context.data).filters);
  return new Set(allowed.map((facts) => facts.index));
}

const isSame = (written: Plan["days"][number]["meals"], placed: readonly PlacedMeal[]): boolean =>
  written.length === placed.length &&
  written.every(
    ({ slot, recipe, portion }, i) =>
      slot === placed[i]?.slot && recipe.id === placed[i]?.recipe && portion === placed[i]?.portion,
  );

const indexOf = ({ facts }: SolveContext, id: string): number => {
  const found = facts.find((f) => f.recipe.id === id);
  if (!found) throw new UnknownMealError(`there is no recipe "${id}"`);
  return found.index;
};

function menuOf(context: SolveContext, meals: readonly PlacedMeal[]) {
  const bySlot = new Map(meals.map((meal) => [meal.slot, meal]));
  const placed = context.dishes.map(({ slot }) => {
    const meal = bySlot.get(slot);
    if (!meal) throw new UnknownMealError(`a day has no meal "${slot}"`);
    return meal;
  });
  if (placed.length !== meals.length) throw new UnknownMealError("a day has a meal of no slot");
  return {
    recipes: placed.map(({ recipe }) => indexOf(context, recipe)),
    quarters: placed.map(({ portion }) => {
      const quarters = portion * 4;
      const valid =
        Number.isInteger(quarters) && quarters >= MIN_QUARTERS && quarters <= MAX_QUARTERS;
      if (!valid) throw new UnknownMealError(`${portion} is no portion`);
      return quarters;
    }),
    cost: 0,
  };
}
