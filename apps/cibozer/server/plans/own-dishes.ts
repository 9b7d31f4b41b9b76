import type { OwnPool, OwnRecipe, Plan } from "#core";
import { isOwnId } from "#core/model";
import type { OwnRecipes } from "../recipes/index.ts";

/** Most own recipes that are kept with a plan: those of its dishes and of what can be undone. */
const MAX_KEPT = 100;

/**
 * What a plan may be made of besides the shipped recipes: those of its owner as they are now, and
 * those that stand in the plan as they were when it took them.
 */
export const poolFor = async (
  recipes: Pick<OwnRecipes, "all">,
  owner: string,
  kept: readonly OwnRecipe[] = [],
): Promise<OwnPool> => ({ current: await recipes.all(owner), kept });

/**
 * What somebody took the trouble to write down is liked until they say otherwise: five stars, below
 * what they gave.
 */
export const likedOwn = ({ current }: OwnPool): Readonly<Record<string, number>> =>
  Object.fromEntries(current.map(({ id }) => [id, 5]));

/**
 * The own recipes to keep with a plan: of its dishes first, then those of earlier versions. A dish
 * that was not changed now may have been written by an older recipe: its amounts stand in the plan.
 */
export const keptWith = (plan: Plan, pool: OwnPool): readonly OwnRecipe[] => {
  const used = new Set(
    plan.days.flatMap(({ meals }) => meals.map(({ recipe }) => recipe.id)).filter(isOwnId),
  );
  const known = new Map(pool.kept.map((recipe) => [recipe.id, recipe]));
  for (const recipe of pool.current) if (used.has(recipe.id)) known.set(recipe.id, recipe);
  const all = [...known.values()];
  const first = all.filter(({ id }) => used.has(id));
  return [...first, ...all.filter(({ id }) => !used.has(id))].slice(0, MAX_KEPT);
};
