/**
 * What a dish may be: B = breakfast, L = lunch, D = dinner, S = between meals, A = beside or before
 * a main dish, T = after it.
 */
export const RECIPE_SLOTS = ["B", "L", "D", "S", "A", "T"] as const;
export type RecipeSlot = (typeof RECIPE_SLOTS)[number];

/**
 * What a person would call a dish when asked what there was to eat: nobody wants two of one family
 * on one day. Tagged by hand with every recipe.
 */
export const FAMILIES = [
  "porridge",
  "cereal",
  "chia",
  "yogurt",
  "shake",
  "pancakes",
  "toast",
  "sandwich",
  "tortilla",
  "eggs",
  "scramble",
  "hash",
  "soup",
  "stew",
  "curry",
  "stir-fry",
  "noodles",
  "pasta",
  "pizza",
  "rice",
  "bowl",
  "salad",
  "potato",
  "patties",
  "bake",
  "roast",
  "steak",
  "chops",
  "kebab",
  "fish",
  "shellfish",
  "liver",
  "bacon",
  "bread",
  "grain",
  "slaw",
  "greens",
  "roots",
  "mushrooms",
  "corn",
  "beans",
  "fruit",
  "nuts",
  "dip",
  "crackers",
  "cheese",
  "rolls",
  "crisps",
  "bites",
  "spread",
  "sweet",
  "custard",
] as const;
export type Family = (typeof FAMILIES)[number];

/** A recipe as it is written in data/recipes.json; grams are for all servings. */
export type Recipe = {
  readonly id: string;
  readonly title: string;
  readonly slots: readonly RecipeSlot[];
  readonly servings: number;
  readonly prepMinutes: number;
  readonly cookMinutes: number;
  readonly cuisine: string;
  readonly family: Family;
  readonly ingredients: readonly Ingredient[];
  readonly steps: readonly string[];
};

/** `food` is an id of the food table. */
export type Ingredient = { readonly food: string; readonly grams: number };
