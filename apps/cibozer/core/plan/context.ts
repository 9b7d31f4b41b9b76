import type { PlannerData } from "../catalog/data.ts";
import type { DayTargets } from "../model/plan.ts";
import type { PlanRequest } from "../model/request.ts";
import { type Diet, requireDiet } from "../rules/diets.ts";
import { type DishSlot, dishSlots, type Pattern, requirePattern } from "../rules/patterns.ts";
import { dayTargets } from "../rules/targets.ts";
import type { RecipeFacts } from "../solver/facts.ts";
import { buildProblem, type DayProblem, type Pin } from "../solver/problem.ts";
import { ANY_CUISINE, applyFilters, requestFilters } from "./filters.ts";

/** The tables and what was worked out of them once per planner. */
export type PlannerContext = { readonly data: PlannerData; readonly facts: readonly RecipeFacts[] };

/** A request with everything that follows from it. */
export type SolveContext = PlannerContext & {
  readonly request: PlanRequest;
  readonly diet: Diet;
  readonly pattern: Pattern;
  readonly targets: DayTargets;
  readonly dishes: readonly DishSlot[];
  readonly unmatched: readonly string[];
  /** One day's problem, with dishes pinned or recipes kept out of a dish. */
  readonly problem: (limits?: DayLimits) => DayProblem;
};

/** Limits of one day, by dish index. */
export type DayLimits = {
  readonly pins?: ReadonlyMap<number, Pin> | undefined;
  readonly bans?: ReadonlyMap<number, ReadonlySet<number>> | undefined;
};

/** Works out targets, dishes and allowed recipes of a request. */
export function createSolveContext(planner: PlannerContext, request: PlanRequest): SolveContext {
  const diet = requireDiet(request.diet);
  const pattern = requirePattern(request.pattern);
  const targets = dayTargets(diet, request.kcal);
  const dishes = dishSlots(pattern, request.kcal);
  const { filters, unmatched } = requestFilters(request, planner.data);
  const { allowed, mains } = applyFilters(planner.facts, filters);
  // With a wish for cuisines, dishes of no particular cuisine fill gaps but come second.
  const plain = request.cuisines.includes(ANY_CUISINE) ? [] : allowed;
  const secondChoice = new Set(
    plain.filter((f) => f.recipe.cuisine === ANY_CUISINE).map((f) => f.index),
  );
  return {
    ...planner,
    request,
    diet,
    pattern,
    targets,
    dishes,
    unmatched,
    problem: (limits = {}) =>
      buildProblem({
        facts: planner.facts,
        allowed,
        mains,
        secondChoice: request.cuisines.length > 0 ? secondChoice : undefined,
        pattern,
        dishes,
        targets,
        budget: request.budget,
        ...limits,
      }),
  };
}
