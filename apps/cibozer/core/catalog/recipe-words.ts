import type { Recipe } from "../model/recipe.ts";

/** What the shipped recipes say in a language, by id: each of the two is a file of data/, as it is asked for apart. */
export interface RecipeWords {
  readonly titles: Readonly<Record<string, string>>;
  readonly steps: Readonly<Record<string, readonly string[]>>;
}

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
const faultOf = (
  title: string | undefined,
  said: readonly string[] | undefined,
  steps: readonly string[],
): string | undefined => {
  if (title === undefined || said === undefined) return "is not said";
  const texts = [title, ...said];
  if (texts.some((text) => text.trim() === "")) return "has an empty text";
  if (texts.some((text) => SIGNS.test(text))) return "has one of the signs {}<>";
  if (said.length !== steps.length) return `has ${said.length} steps instead of ${steps.length}`;
  const at = steps.findIndex((step, i) => numbersOf(step) !== numbersOf(said[i] ?? ""));
  return at < 0 ? undefined : `has other numbers in step ${at + 1}`;
};

/**
 * The words of a language for shipped recipes. Throws where a recipe is not said, or not the way it is
 * cooked: a step too few, or another number in one.
 */
export function requireRecipeWords(
  said: RecipeWords,
  recipes: readonly Pick<Recipe, "id" | "steps">[],
): RecipeWords {
  const ids = new Set(recipes.map(({ id }) => id));
  for (const id of [...Object.keys(said.titles), ...Object.keys(said.steps)])
    if (!ids.has(id)) throw new Error(`there is no recipe ${id} to say`);
  for (const { id, steps } of recipes) {
    const fault = faultOf(said.titles[id], said.steps[id], steps);
    if (fault !== undefined) throw new Error(`recipe ${id} ${fault}`);
  }
  return said;
}
