import type { Allergen, Food, Kind, PlanRequestInput, PlanResult, Recipe } from "#core";

/** What the page asks of the worker. */
export type KitchenCall =
  | { readonly ask: "day"; readonly request: PlanRequestInput }
  | { readonly ask: "recipe"; readonly id: string }
  | { readonly ask: "larder" };

/** A food as far as pages show it. */
export type LarderFood = Pick<Food, "id" | "name" | "aisle"> & { readonly kinds: readonly Kind[] };

/** A recipe with the allergens of all its ingredients. */
export type RecipePage = {
  readonly recipe: Recipe;
  readonly contains: readonly Allergen[];
  readonly mayContain: readonly Allergen[];
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
  readonly larder: Larder;
};

/** Messages on the wire; `id` ties an answer to its question. */
export type KitchenQuestion = { readonly id: number; readonly call: KitchenCall };
export type KitchenAnswer =
  | { readonly id: number; readonly ok: true; readonly value: KitchenReply[KitchenCall["ask"]] }
  | { readonly id: number; readonly ok: false; readonly message: string };
