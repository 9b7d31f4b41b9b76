import type { GroceryList, Plan, PlanRequest, PlanResult, ResolveInput, SwapInput } from "#core";

/** What the worker can do; each is one call of the planner. */
export type SolverTask =
  | { readonly kind: "plan"; readonly request: PlanRequest }
  | { readonly kind: "swap"; readonly plan: Plan; readonly input: SwapInput }
  | { readonly kind: "resolve"; readonly plan: Plan; readonly input: ResolveInput }
  | { readonly kind: "groceries"; readonly plan: Plan; readonly units: PlanRequest["units"] };

/** What a task gives back. */
export type SolverResult<T extends SolverTask> = T extends { kind: "groceries" }
  ? GroceryList
  : PlanResult;

/** To the worker. */
export interface SolverCall {
  readonly id: number;
  readonly task: SolverTask;
}

/** From the worker; `unknownMeal` is a mistake of the caller, `failure` is one of ours. */
export type SolverAnswer =
  | { readonly id: number; readonly kind: "result"; readonly value: PlanResult | GroceryList }
  | { readonly id: number; readonly kind: "unknown-meal"; readonly message: string }
  | { readonly id: number; readonly kind: "failure"; readonly message: string };
