import type { Food } from "../model/food.ts";
import { FAMILIES, type Recipe } from "../model/recipe.ts";
import { costOf, scaleIngredients, sumNutrition } from "../nutrition/nutrition.ts";
import { type Plate, plateOf } from "../rules/beside.ts";
import { FISH_DISH_GRAMS } from "../rules/diets.ts";
import { eatenAs, isBare, isPulse, plateFoods } from "../rules/plate-foods.ts";
import { hasLiver, mainProteinSource, PROTEIN_SOURCES } from "../rules/variety.ts";

/** A recipe as the solver sees it: numbers per serving, groups as small indices. */
export type RecipeFacts = {
  readonly recipe: Recipe;
  /** Position in the list of all facts. */
  readonly index: number;
  readonly kcal: number;
  readonly protein: number;
  readonly fat: number;
  readonly carb: number;
  readonly netCarb: number;
  readonly usd: number;
  readonly minutes: number;
  /** Index of the cuisine among all cuisines (below 32). */
  readonly cuisine: number;
  /** Index into PROTEIN_SOURCES. */
  readonly source: number;
  /** Index into FAMILIES. */
  readonly family: number;
  /** Index of what it is about: its pulse, or the food that gives most energy, as it is eaten. */
  readonly mainFood: number;
  readonly fishDish: boolean;
  readonly liverDish: boolean;
  /** Edible grams of a serving, uncooked. */
  readonly grams: number;
  /** Meat or fish with nothing from plants beside it. */
  readonly bare: boolean;
  /** Made with bread or pasta that only people without gluten look for. */
  readonly glutenFree: boolean;
  /** What other dishes at its sitting mind. */
  readonly plate: Plate;
};

/**
 * Computes the facts of every recipe once; what is `known` of the first of them is taken over. Throws
 * on recipes that name foods not in the table.
 */
export function recipeFacts(
  recipes: readonly Recipe[],
  foods: ReadonlyMap<string, Food>,
  known: readonly RecipeFacts[] = [],
): readonly RecipeFacts[] {
  // In the order of their recipes, so that further recipes change nothing of the first.
  const cuisines = [...new Set(recipes.map((r) => r.cuisine))];
  if (cuisines.length > 31)
    throw new Error("more than 31 cuisines: the solver keeps them in 32 bits");
  const mains = [...new Set([...foods.values()].map(eatenAs))];
  return recipes.map((recipe, index) => {
    const had = known[index];
    if (had?.recipe === recipe) return had;
    const serving = scaleIngredients(recipe, 1);
    const sum = sumNutrition(serving, foods);
    return {
      recipe,
      index,
      kcal: sum.energyKcal,
      protein: sum.proteinG,
      fat: sum.fatG,
      carb: sum.carbG,
      netCarb: sum.netCarbG,
      usd: costOf(serving, foods),
      minutes: recipe.prepMinutes + recipe.cookMinutes,
      cuisine: cuisines.indexOf(recipe.cuisine),
      source: PROTEIN_SOURCES.indexOf(mainProteinSource(serving, foods)),
      family: FAMILIES.indexOf(recipe.family),
      mainFood: mains.indexOf(mainFood(recipe, foods)),
      fishDish: fishGrams(recipe, foods) / recipe.servings >= FISH_DISH_GRAMS,
      liverDish: hasLiver(recipe.ingredients),
      grams: serving.reduce((all, { grams }) => all + grams, 0),
      bare: isBare(plateFoods(recipe, foods)),
      glutenFree: serving.some(({ food }) => GLUTEN_FREE.includes(food)),
      plate: plateOf(recipe, foods),
    };
  });
}

/** Part of a dish's energy from which a pulse is what it is about, whatever it is eaten with. */
const PULSE_ENERGY = 0.2;

function mainFood(recipe: Recipe, foods: ReadonlyMap<string, Food>): string {
  const energies = new Map<string, number>();
  const pulses = new Set<string>();
  let all = 0;
  for (const { food, grams } of recipe.ingredients) {
    const row = foods.get(food);
    if (!row || isFat(row)) continue;
    const kcal = (row.per100.energyKcal ?? 0) * grams;
    const name = eatenAs(row);
    if (isPulse(row)) pulses.add(name);
    energies.set(name, (energies.get(name) ?? 0) + kcal);
    all += kcal;
  }
  const ranked = [...energies].sort((a, b) => b[1] - a[1]);
  const pulse = ranked.find(([name, kcal]) => pulses.has(name) && kcal >= PULSE_ENERGY * all);
  return (pulse ?? ranked[0])?.[0] ?? "";
}

/** Oils and butter give much energy and no character: they are never what a dish is about. */
const isFat = (food: Food): boolean => (food.per100.fatG ?? 0) > 75;

const GLUTEN_FREE: readonly string[] = ["bread-gf", "pasta-gf"];
function fishGrams(recipe: Recipe, foods: ReadonlyMap<string, Food>): number {
  return recipe.ingredients
    .filter(({ food }) => foods.get(food)?.kinds.includes("fish"))
    .reduce((sum, { grams }) => sum + grams, 0);
}
