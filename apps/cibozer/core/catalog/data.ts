import foodFile from "../../data/foods.json" with { type: "json" };
import portionFile from "../../data/portions.json" with { type: "json" };
import recipeFile from "../../data/recipes.json" with { type: "json" };
import type { Food, HouseholdMeasure } from "../model/food.ts";
import type { Recipe } from "../model/recipe.ts";
import { decodeFoods, decodePortions, type FoodFile, type PortionFile } from "./foods.ts";
import { decodeRecipes, type RecipeFileEntry } from "./recipes.ts";

/** Everything the planner knows about food. Tests may pass a smaller one. */
export type PlannerData = {
  readonly foods: ReadonlyMap<string, Food>;
  readonly recipes: ReadonlyMap<string, Recipe>;
  readonly portions: ReadonlyMap<string, readonly HouseholdMeasure[]>;
};

/** Decodes the tables shipped with the application. Throws if they contradict each other. */
export function loadPlannerData(): PlannerData {
  const foods = decodeFoods(foodFile as unknown as FoodFile);
  return {
    foods,
    recipes: decodeRecipes(recipeFile as unknown as readonly RecipeFileEntry[], foods),
    portions: decodePortions(portionFile as unknown as PortionFile),
  };
}

/** The cuisines of the recipes with their number of recipes, most first; for choosing. */
export function listCuisines(
  data: PlannerData,
): readonly { readonly id: string; readonly recipes: number }[] {
  const counts = new Map<string, number>();
  for (const { cuisine } of data.recipes.values()) {
    counts.set(cuisine, (counts.get(cuisine) ?? 0) + 1);
  }
  return [...counts]
    .map(([id, recipes]) => ({ id, recipes }))
    .sort((a, b) => b.recipes - a.recipes || a.id.localeCompare(b.id, "en"));
}
