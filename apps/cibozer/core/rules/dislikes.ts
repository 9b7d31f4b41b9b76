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

/** Words that make another food of one: who dislikes olives still cooks with their oil. */
const PRODUCTS: readonly string[] = ["oil", "juice", "flour", "stock", "vinegar"];

/** Foods named after another one, by id, with the words that alone do not mean them. */
const NAMED_AFTER: Readonly<Record<string, readonly string[]>> = {
  "peanut-butter": ["butter"],
  "almond-butter": ["butter"],
  "butter-beans": ["butter"],
  "cream-cheese": ["cream"],
  "black-pepper": ["pepper"],
  "sweet-potato": ["potato"],
  "pumpkin-seeds": ["pumpkin"],
  "bean-sprouts": ["bean"],
  "almond-milk": ["almond", "milk"],
  "rice-milk": ["rice", "milk"],
  "soy-milk": ["soy", "milk"],
  "coconut-milk": ["milk"],
  "coconut-water": ["coconut", "water"],
  "water-chestnut": ["water"],
  "tuna-canned": ["water"],
  "rice-noodles": ["rice"],
  "rice-cakes": ["rice"],
  "tortilla-corn": ["corn"],
  "pasta-gf": ["corn"],
  "egg-noodles": ["egg"],
  mayonnaise: ["egg"],
  "mayonnaise-vegan": ["egg", "tofu"],
  ketchup: ["tomato"],
};

/** The foods that some words name, and those that only have the words in their names. */
function foodsNamed(wanted: readonly string[], foodWords: ReadonlyMap<string, readonly string[]>) {
  const named = [...foodWords].filter(([, text]) => says(text, wanted));
  // By the id: tomatoes are tinned in their juice.
  const isProduct = (id: string) =>
    PRODUCTS.some((product) => words(id).includes(product) && !wanted.includes(product));
  const isNamedAfter = (id: string) => wanted.every((w) => NAMED_AFTER[id]?.includes(w));
  const meant = named.filter(([id]) => !isProduct(id) && !isNamedAfter(id));
  // Where there is nothing plainer, it is the product that is meant: limes come as juice.
  const own = new Set((meant.length > 0 ? meant : named).map(([id]) => id));
  return { own, others: named.filter(([id]) => !own.has(id)) };
}

/**
 * Each entry may be a food id, a kind ("pork"), an aisle ("spices") or words of a food's name or of
 * a recipe's title. Any match takes the recipe out; whole words only, so "ham" spares "graham". A food
 * takes its oil, juice, flour, stock or vinegar along only where it is named.
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
    const { own, others } = foodsNamed(wanted, foodWords);
    const hits = [...foods.values()].filter(
      (f) =>
        f.id === entry || f.kinds.some((k) => k === entry) || f.aisle === entry || own.has(f.id),
    );
    // "Peanut butter and banana toast" is no dish of butter.
    const titles = recipes.filter((r) => {
      const title = titleWords.get(r.id) ?? [];
      return says(title, wanted) && !others.some(([id]) => says(title, words(id)));
    });
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
