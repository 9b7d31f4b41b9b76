import type { PlannerData } from "../catalog/data.ts";
import type { DietId } from "../model/diet-ids.ts";
import type { DayTargets } from "../model/plan.ts";
import type { PlanRequest } from "../model/request.ts";
import { type Diet, requireDiet } from "../rules/diets.ts";
import {
  type DishSlot,
  dishSlots,
  dishSlotsOf,
  openCourses,
  type Pattern,
  requirePattern,
} from "../rules/patterns.ts";
import { dayTargets } from "../rules/targets.ts";
import type { RecipeFacts } from "../solver/facts.ts";
import { buildProblem, type DayProblem, type Pin } from "../solver/problem.ts";
import { ANY_CUISINE, applyFilters, requestFilters } from "./filters.ts";
import { inTurn } from "./turns.ts";

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
  /** Whether there are allowed recipes whose turn it is not. */
  readonly hasResting: boolean;
  /** One day's problem, with dishes pinned or recipes kept out of a dish. */
  readonly problem: (limits?: DayLimits) => DayProblem;
};

/** Limits of one day, by dish index. */
export type DayLimits = {
  readonly pins?: ReadonlyMap<number, Pin> | undefined;
  readonly bans?: ReadonlyMap<number, ReadonlySet<number>> | undefined;
};

/** A plate of nothing but meat or fish: what carnivores ask for, and no oddity on keto. */
const BARE: Partial<Record<DietId, number>> = { carnivore: 0, keto: 0.15 };
const ODD = 0.5;

/** Penalty of a recipe by what it was given; what nobody has rated stands between 3 and 4. */
const RATING_COST: Readonly<Record<number, number>> = { 1: 0.6, 2: 0.4, 3: 0.2, 4: 0.06, 5: 0 };
const UNRATED_COST = 0.12;

/**
 * Penalty of what was eaten in the week before: a good dish comes again when it is worth more than
 * another that nobody tired of, and never because nothing else was looked for.
 */
const RECENT_COST = 0.25;

/** What a request allows and nobody with such a request would think of, or likes less. */
const oddityFor = (request: PlanRequest): ((facts: RecipeFacts) => number) => {
  const bare = BARE[request.diet] ?? ODD;
  const substitute = request.excludeAllergens.includes("gluten") ? 0 : ODD;
  const { ratings } = request;
  const recent = new Set(request.recent);
  // A penalty is never below none: the bound of a week counts on that.
  const unrated = Object.keys(ratings).length > 0 ? UNRATED_COST : 0;
  const liking = (id: string) => RATING_COST[Math.round(ratings[id] ?? 0)] ?? unrated;
  return (facts) =>
    (facts.bare ? bare : 0) +
    (facts.glutenFree ? substitute : 0) +
    (recent.has(facts.recipe.id) ? RECENT_COST : 0) +
    liking(facts.recipe.id);
};

/** How a context is worked out. */
export type ContextChoice = {
  /** The slots of a plan that exists; without them the dishes are what a new plan gets. */
  readonly slots?: readonly string[] | undefined;
  /**
   * Chooses only from recipes whose turn it is, and these, by their ids, that stand in the plan.
   * Absent = from all: what finds nothing so is asked again (MEAL-07).
   */
  readonly inTurn?: ReadonlySet<string> | undefined;
};

/** Works out targets, dishes and allowed recipes of a request. */
export function createSolveContext(
  planner: PlannerContext,
  request: PlanRequest,
  { slots, inTurn: standing }: ContextChoice = {},
): SolveContext {
  const diet = requireDiet(request.diet);
  const pattern = requirePattern(request.pattern);
  const targets = dayTargets(diet, request.kcal);
  const { filters, unmatched } = requestFilters(request, planner.data);
  const { allowed: all, mains } = applyFilters(planner.facts, filters);
  const allowed = standing ? inTurn(all, request, standing) : all;
  const dishes = openCourses(
    slots ? dishSlotsOf(pattern, request.kcal, slots) : dishSlots(pattern, request.kcal),
    pattern,
    (wanted) => allowed.filter((f) => f.recipe.slots.some((s) => wanted.includes(s))).length,
  );
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
    hasResting: allowed.length < all.length,
    problem: (limits = {}) =>
      buildProblem({
        facts: planner.facts,
        allowed,
        mains,
        secondChoice: request.cuisines.length > 0 ? secondChoice : undefined,
        oddity: oddityFor(request),
        pattern,
        dishes,
        targets,
        budget: request.budget,
        ...limits,
      }),
  };
}
