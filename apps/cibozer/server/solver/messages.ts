import type {
  Composed,
  ComposeInput,
  OwnPool,
  OwnRecipe,
  Plan,
  PlanRequest,
  PlanResult,
  ResolvedRecipe,
  ResolveInput,
  ShoppingInput,
  ShoppingList,
  SwapInput,
} from "#core";
import type { FoodView, RecipeSummary, RecipeView } from "./catalog.ts";

/** What people wrote that a plan may have; absent = nothing. */
interface WithOwn {
  readonly own?: OwnPool | undefined;
}

/** What the worker can do: a call of the planner, or a look into its tables. */
export type SolverTask =
  | ({ readonly kind: "plan"; readonly request: PlanRequest } & WithOwn)
  | ({ readonly kind: "swap"; readonly plan: Plan; readonly input: SwapInput } & WithOwn)
  | ({ readonly kind: "resolve"; readonly plan: Plan; readonly input: ResolveInput } & WithOwn)
  | ({ readonly kind: "compose"; readonly input: ComposeInput } & WithOwn)
  | { readonly kind: "own-recipes"; readonly recipes: readonly OwnRecipe[] }
  | { readonly kind: "shopping"; readonly plan: Plan; readonly input: ShoppingInput }
  | { readonly kind: "foods" }
  | { readonly kind: "recipes" }
  | { readonly kind: "recipe"; readonly id: string };

interface Results {
  readonly plan: PlanResult;
  readonly swap: PlanResult;
  readonly resolve: PlanResult;
  readonly compose: Composed;
  readonly "own-recipes": readonly ResolvedRecipe[];
  readonly shopping: ShoppingList;
  readonly foods: { readonly foods: readonly FoodView[] };
  readonly recipes: { readonly recipes: readonly RecipeSummary[] };
  readonly recipe: RecipeView | null;
}

/** What a task gives back. */
export type SolverResult<T extends SolverTask> = Results[T["kind"]];

/** To the worker. */
export interface SolverCall {
  readonly id: number;
  readonly task: SolverTask;
}

/** From the worker; `unknownMeal` is a mistake of the caller, `failure` is one of ours. */
export type SolverAnswer =
  | { readonly id: number; readonly kind: "result"; readonly value: Results[SolverTask["kind"]] }
  | { readonly id: number; readonly kind: "unknown-meal"; readonly message: string }
  | { readonly id: number; readonly kind: "failure"; readonly message: string };
