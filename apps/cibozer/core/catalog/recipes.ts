import type { Food } from "../model/food.ts";
import {
  FAMILIES,
  type Family,
  type Ingredient,
  RECIPE_SLOTS,
  type Recipe,
  type RecipeSlot,
} from "../model/recipe.ts";

/** One entry of data/recipes.json. */
export type RecipeFileEntry = {
  readonly id: string;
  readonly title: string;
  readonly slots: readonly string[];
  readonly servings: number;
  readonly prep_min: number;
  readonly cook_min: number;
  readonly cuisine: string;
  readonly family: string;
  readonly ingredients: readonly Ingredient[];
  readonly steps: readonly string[];
};

/** Recipes by id. Throws on a duplicate id, a food that is not in the table, an unknown slot or family. */
export function decodeRecipes(
  entries: readonly RecipeFileEntry[],
  foods: ReadonlyMap<string, Food>,
): ReadonlyMap<string, Recipe> {
  const recipes = new Map<string, Recipe>();
  for (const entry of entries) {
    if (recipes.has(entry.id)) throw new Error(`recipe ${entry.id} occurs twice`);
    for (const { food, grams } of entry.ingredients) {
      if (!foods.has(food)) throw new Error(`recipe ${entry.id}: no food ${food}`);
      if (!(grams > 0)) throw new Error(`recipe ${entry.id}: ${food} weighs nothing`);
    }
    if (!(entry.servings > 0)) throw new Error(`recipe ${entry.id}: no servings`);
    recipes.set(entry.id, { ...shape(entry), slots: entry.slots.map((s) => slot(s, entry.id)) });
  }
  return recipes;
}

function shape(entry: RecipeFileEntry): Omit<Recipe, "slots"> {
  return {
    id: entry.id,
    title: entry.title,
    servings: entry.servings,
    prepMinutes: entry.prep_min,
    cookMinutes: entry.cook_min,
    cuisine: entry.cuisine,
    family: family(entry.family, entry.id),
    ingredients: entry.ingredients,
    steps: entry.steps,
  };
}

function slot(text: string, id: string): RecipeSlot {
  const found = RECIPE_SLOTS.find((s) => s === text);
  if (!found) throw new Error(`recipe ${id}: unknown slot ${text}`);
  return found;
}

function family(text: string, id: string): Family {
  const found = FAMILIES.find((f) => f === text);
  if (!found) throw new Error(`recipe ${id}: unknown family ${text}`);
  return found;
}
