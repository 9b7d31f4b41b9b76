import type { Recipe } from "../model/recipe.ts";

/** One entry of data/recipes.<language>.json: what a shipped recipe says in that language. */
export type RecipeWords = Pick<Recipe, "id" | "title" | "steps">;

/** Numbers as recipes write them; German ones may have a comma. */
const NUMBER = /\d+(?:[.,]\d+)?|[¼½¾⅓⅔]/g;
/** Signs that messages give a meaning to. */
const SIGNS = /[{}<>]/;

/** "180,½": the numbers of a step, in no order, for languages order their sentences differently. */
const numbersOf = (step: string): string =>
  Array.from(step.matchAll(NUMBER), ([number]) => number.replace(",", "."))
    .toSorted()
    .join();

/** What is wrong with the words of one recipe. */
const faultOf = (said: RecipeWords | undefined, recipe: RecipeWords): string | undefined => {
  if (said === undefined) return "is not said";
  const texts = [said.title, ...said.steps];
  if (texts.some((text) => text.trim() === "")) return "has an empty text";
  if (texts.some((text) => SIGNS.test(text))) return "has one of the signs {}<>";
  if (said.steps.length !== recipe.steps.length)
    return `has ${said.steps.length} steps instead of ${recipe.steps.length}`;
  const at = recipe.steps.findIndex(
    (step, i) => numbersOf(step) !== numbersOf(said.steps[i] ?? ""),
  );
  return at < 0 ? undefined : `has other numbers in step ${at + 1}`;
};

/**
 * The words of a language for shipped recipes, by id. Throws where a recipe is not said, or not the
 * way it is cooked: a step too few, or another number in one.
 */
export function decodeRecipeWords(
  entries: readonly RecipeWords[],
  recipes: readonly RecipeWords[],
): ReadonlyMap<string, RecipeWords> {
  const said = new Map(entries.map((entry) => [entry.id, entry]));
  if (said.size !== entries.length) throw new Error("a recipe is said twice");
  const ids = new Set(recipes.map(({ id }) => id));
  for (const { id } of entries)
    if (!ids.has(id)) throw new Error(`there is no recipe ${id} to say`);
  for (const recipe of recipes) {
    const fault = faultOf(said.get(recipe.id), recipe);
    if (fault !== undefined) throw new Error(`recipe ${recipe.id} ${fault}`);
  }
  return said;
}
