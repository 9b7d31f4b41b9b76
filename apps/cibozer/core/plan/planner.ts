import type { PlannerData } from "../catalog/data.ts";
import type { Plan } from "../model/plan.ts";
import type { PlanRequest } from "../model/request.ts";
import { recipeFacts } from "../solver/facts.ts";
import { buildPlan } from "./build-plan.ts";
import { type Composed, type ComposeInput, composePlan } from "./change/compose.ts";
import {
  type PlanResult,
  type ResolveInput,
  resolvePlan,
  type SwapInput,
  swapMeal,
} from "./change/swap.ts";
import { createSolveContext, type PlannerContext, type SolveContext } from "./context.ts";
import { explain } from "./explain/explain.ts";
import { type ShoppingInput, type ShoppingList, shoppingList } from "./shopping/shopping.ts";
import { DAY_EFFORT, FULL_EFFORT, solve } from "./solve.ts";

/** The planner. Pure: the same data, request and seed give the same answer everywhere. */
export type Planner = {
  readonly data: PlannerData;
  /** A plan of `request.days` days, or a refusal that explains itself. Takes CPU time only. */
  readonly plan: (request: PlanRequest) => PlanResult;
  /** The first day only, whatever `request.days` says: what a visitor's browser computes. */
  readonly planDay: (request: PlanRequest) => PlanResult;
  /** Another recipe for one meal. Throws UnknownMealError. */
  readonly swap: (plan: Plan, input: SwapInput) => PlanResult;
  /** Everything but the locked meals again. Throws UnknownMealError. */
  readonly resolve: (plan: Plan, input: ResolveInput) => PlanResult;
  /** A plan of dishes that a person placed. Throws UnknownMealError. */
  readonly compose: (input: ComposeInput) => Composed;
  /** A planner over the same foods: these recipes, of which the first may be its own. */
  readonly withRecipes: (recipes: PlannerData["recipes"]) => Planner;
  /** What to buy for a plan: for some days and people, less what is at home. */
  readonly shopping: (plan: Plan, input: ShoppingInput) => ShoppingList;
};

/** The plan of a request, or null. */
export function findPlan(planner: PlannerContext, request: PlanRequest): Plan | null {
  const some = createSolveContext(planner, request, { inTurn: NOTHING });
  const found = planIn(some);
  if (found || !some.hasResting) return found;
  // What is refused is refused with everything there is (MEAL-07).
  return planIn(createSolveContext(planner, request));
}

const NOTHING: ReadonlySet<string> = new Set();

function planIn(context: SolveContext): Plan | null {
  // One day gets little work first; only a hard one gets more.
  const quick = context.request.days === 1 ? solve(context, DAY_EFFORT) : null;
  const solution = quick ?? solve(context, FULL_EFFORT);
  return solution && buildPlan(context, solution);
}

/** What a planner works out once from its tables. */
export const createPlannerContext = (
  data: PlannerData,
  known?: PlannerContext["facts"],
): PlannerContext => ({
  data,
  facts: recipeFacts([...data.recipes.values()], data.foods, known),
});

/** Builds a planner over tables; `loadPlannerData()` gives the shipped ones. */
export const createPlanner = (data: PlannerData): Planner => plannerOf(createPlannerContext(data));

function plannerOf(context: PlannerContext): Planner {
  const { data } = context;
  const plan = (request: PlanRequest): PlanResult => {
    const found = findPlan(context, request);
    return found ? { ok: true, plan: found } : explain(context, request);
  };
  return {
    data,
    plan,
    planDay: (request) => plan({ ...request, days: 1 }),
    swap: (old, input) => swapMeal(context, old, input),
    resolve: (old, input) => resolvePlan(context, old, input),
    compose: (input) => composePlan(context, input),
    shopping: (of, input) => shoppingList(of, data, input),
    withRecipes: (recipes) => plannerOf(createPlannerContext({ ...data, recipes }, context.facts)),
  };
}
