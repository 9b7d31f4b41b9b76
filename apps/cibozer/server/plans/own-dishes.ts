import type { OwnPool, OwnRecipe, Plan } from "#core";
import { isContributedId, isWrittenId } from "#core/model";
import type { OwnRecipes } from "../recipes/index.ts";

/** Most written recipes that are kept with a plan: those of its dishes and of what can be undone. */
const MAX_KEPT = 100;

/**
 * What a plan may be made of besides the shipped recipes: those of its owner as they are now, what
 * others gave to all, and those that stand in the plan as they were when it took them.
 */
export const poolFor = async (
  recipes: Pick<OwnRecipes, "all" | "contributed">,
  owner: string,
  kept: readonly OwnRecipe[] = [],
): Promise<OwnPool> => ({
  current: await recipes.all(owner),
  contributed: await recipes.contributed(owner),
  kept,
});

/**
 * What somebody took the trouble to write down is liked until they say otherwise: five stars, below
 * what they gave.
 */
export const likedOwn = ({ current }: OwnPool): Readonly<Record<string, number>> =>
  Object.fromEntries(current.map(({ id }) => [id, 5]));

/** What stays in a plan of somebody else's recipe: the dish, not the method that its author may take back. */
const withoutMethod = (recipe: OwnRecipe): OwnRecipe =>
  isContributedId(recipe.id) ? { ...recipe, steps: [] } : recipe;

/**
 * The written recipes to keep with a plan: of its dishes first, then those of earlier versions. A dish
 * that was not changed now may have been written by an older recipe: its amounts stand in the plan.
 */
export const keptWith = (plan: Plan, pool: OwnPool): readonly OwnRecipe[] => {
  const used = new Set(
    plan.days.flatMap(({ meals }) => meals.map(({ recipe }) => recipe.id)).filter(isWrittenId),
  );
  const known = new Map(pool.kept.map((recipe) => [recipe.id, recipe]));
  for (const recipe of [...pool.current, ...pool.contributed]) {
    if (used.has(recipe.id)) known.set(recipe.id, withoutMethod(recipe));
  }
  const all = [...known.values()];
  const first = all.filter(({ id }) => used.has(id));
  return [...first, ...all.filter(({ id }) => !used.has(id))].slice(0, MAX_KEPT);
};
