import type { PlannerData } from "../catalog/data.ts";
import type { OwnRecipe } from "../model/own-recipe.ts";
import type { Recipe } from "../model/recipe.ts";
import type { OwnReader } from "./resolve.ts";

/** Recipes that people wrote, as a plan may need them. */
export type OwnPool = {
  /** What the person has now. */
  readonly current: readonly OwnRecipe[];
  /** What others gave to all who plan. */
  readonly contributed: readonly OwnRecipe[];
  /** As they were when the plan took them: its dishes may stay although they are gone or changed. */
  readonly kept: readonly OwnRecipe[];
};

/** Tables with what people wrote among the others. */
export type OwnData = {
  readonly data: PlannerData;
  /** The recipes that were added. */
  readonly added: readonly Recipe[];
  /** Of those, the ones that stand in the plan and must not be planned anew. */
  readonly gone: readonly string[];
};

/** Adds to the tables what may be planned of what people wrote (P-110: nothing unknown is). */
export function withOwnRecipes(data: PlannerData, reader: OwnReader, pool: OwnPool): OwnData {
  const recipes = new Map(data.recipes);
  const added: Recipe[] = [];
  const gone: string[] = [];
  const add = (own: OwnRecipe): Recipe | null => {
    if (recipes.has(own.id)) return null;
    const { recipe } = reader.recipe(own);
    if (recipe === null) return null;
    recipes.set(recipe.id, recipe);
    added.push(recipe);
    return recipe;
  };
  for (const own of [...pool.current, ...pool.contributed]) add(own);
  for (const own of pool.kept) if (add(own) !== null) gone.push(own.id);
  return { data: { ...data, recipes }, added, gone };
}
