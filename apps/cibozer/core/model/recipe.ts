/** B = breakfast, L = lunch, D = dinner, S = snack or side. */
export const RECIPE_SLOTS = ["B", "L", "D", "S"] as const;
export type RecipeSlot = (typeof RECIPE_SLOTS)[number];

/** A recipe as it is written in data/recipes.json; grams are for all servings. */
export type Recipe = {
  readonly id: string;
  readonly title: string;
  readonly slots: readonly RecipeSlot[];
  readonly servings: number;
  readonly prepMinutes: number;
  readonly cookMinutes: number;
  readonly cuisine: string;
  readonly ingredients: readonly Ingredient[];
  readonly steps: readonly string[];
};

/** `food` is an id of the food table. */
export type Ingredient = { readonly food: string; readonly grams: number };
