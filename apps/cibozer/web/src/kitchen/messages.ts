import type {
  Allergen,
  DietId,
  Food,
  Ingredient,
  Kind,
  OwnRecipe,
  PlanRequestInput,
  PlanResult,
  Recipe,
  ResolvedRecipe,
} from "#core";

/** What the page asks of the worker. */
export type KitchenCall =
  | { readonly ask: "day"; readonly request: PlanRequestInput }
  | { readonly ask: "recipe"; readonly id: string }
  | { readonly ask: "recipes" }
  | { readonly ask: "own"; readonly recipe: OwnRecipe }
  | { readonly ask: "larder" };

/** A food as far as pages show it. */
export type LarderFood = Pick<Food, "id" | "name" | "aisle"> & { readonly kinds: readonly Kind[] };

/** A recipe with the allergens of all its ingredients. */
export type RecipePage = {
  readonly recipe: Recipe;
  readonly contains: readonly Allergen[];
  readonly mayContain: readonly Allergen[];
};

/** A shipped recipe as far as a list shows it; energy and ingredients are of one serving. */
export type RecipeLine = Pick<Recipe, "id" | "title" | "slots"> & {
  readonly minutes: number;
  readonly energyKcal: number;
  readonly contains: readonly Allergen[];
  readonly mayContain: readonly Allergen[];
  readonly diets: readonly DietId[];
  readonly ingredients: readonly Ingredient[];
};

/** Foods by name, and the cuisine of every recipe: what the drawings need. */
export type Larder = {
  readonly foods: readonly LarderFood[];
  readonly cuisines: Readonly<Record<string, string>>;
};

/** What each call gives. */
export type KitchenReply = {
  readonly day: PlanResult;
  readonly recipe: RecipePage | null;
  readonly recipes: readonly RecipeLine[];
  readonly own: ResolvedRecipe;
  readonly larder: Larder;
};

/** Messages on the wire; `id` ties an answer to its question. */
export type KitchenQuestion = { readonly id: number; readonly call: KitchenCall };
export type KitchenAnswer =
  | { readonly id: number; readonly ok: true; readonly value: KitchenReply[KitchenCall["ask"]] }
  | { readonly id: number; readonly ok: false; readonly message: string };
