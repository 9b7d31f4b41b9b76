/** The door of the planning room: a request in, a plan or an explained refusal out. */
export type { Composed, ComposeInput, PlacedMeal } from "./change/compose.ts";
export {
  type MealRef,
  type PlanResult,
  type ResolveInput,
  type SwapInput,
  UnknownMealError,
} from "./change/swap.ts";
export { type Infeasible, withoutConstraints } from "./explain/explain.ts";
export type { Nearest, RequestChange } from "./explain/nearest.ts";
export { ANY_CUISINE, type Waterfall } from "./filters.ts";
export { createPlanner, type Planner } from "./planner.ts";
export type { ShoppingInput, ShoppingLine, ShoppingList } from "./shopping/shopping.ts";
