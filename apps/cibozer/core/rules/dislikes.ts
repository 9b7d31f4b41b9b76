import type { Food } from "../model/food.ts";
import type { Recipe } from "../model/recipe.ts";

/** Says whether a recipe or a food is disliked, and which words matched nothing at all. */
export type DislikeFilter = {
  readonly dislikes: (recipe: Recipe) => boolean;
  readonly unmatched: readonly string[];
};

const words = (text: string): readonly string[] =>
  text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((w) => w !== "")
    .map(stem);

/** English plurals, roughly: mushrooms, tomatoes and berries are what they are one by one. */
function stem(word: string): string {
  if (word.length > 4 && word.endsWith("ies")) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && word.endsWith("oes")) return word.slice(0, -2);
  return word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

/** Whether all the wanted words stand in the text, as whole words. */
const says = (text: readonly string[], wanted: readonly string[]) =>
  wanted.length > 0 && wanted.every((w) => text.includes(w));

/**
 * Each entry may be a food id, a kind ("pork"), an aisle ("spices") or words of a food's name or of
 * a recipe's title. Any match takes the recipe out; whole words only, so "ham" spares "graham".
 */
export function createDislikeFilter(
  entries: readonly string[],
  foods: ReadonlyMap<string, Food>,
  recipes: readonly Recipe[],
): DislikeFilter {
  const badFoods = new Set<string>();
  const badRecipes = new Set<string>();
  const unmatched: string[] = [];
  const foodWords = new Map([...foods.values()].map((f) => [f.id, words(`${f.name} ${f.id}`)]));
  const titleWords = new Map(recipes.map((r) => [r.id, words(r.title)]));
  for (const entry of entries) {
    const wanted = words(entry);
    const hits = [...foods.values()].filter(
      (f) =>
        f.id === entry ||
        f.kinds.some((k) => k === entry) ||
        f.aisle === entry ||
        says(foodWords.get(f.id) ?? [], wanted),
    );
    const titles = recipes.filter((r) => says(titleWords.get(r.id) ?? [], wanted));
    for (const food of hits) badFoods.add(food.id);
    for (const recipe of titles) badRecipes.add(recipe.id);
    if (hits.length + titles.length === 0) unmatched.push(entry);
  }
  return {
    dislikes: (recipe) =>
      badRecipes.has(recipe.id) || recipe.ingredients.some(({ food }) => badFoods.has(food)),
    unmatched,
  };
}
