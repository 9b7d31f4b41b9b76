import { type Food, NUTRIENTS, type NutrientName } from "../model/food.ts";
import type { Nutrition } from "../model/plan.ts";
import type { Ingredient } from "../model/recipe.ts";

/** Rounds to 3 decimals (a milligram of a gram): the precision of everything a plan states. */
export const toMilli = (value: number): number => Math.round(value * 1000) / 1000;

/** Nutrition of `grams` of each ingredient. Throws on a food that is not in the table. */
export function sumNutrition(
  ingredients: readonly Ingredient[],
  foods: ReadonlyMap<string, Food>,
): Nutrition {
  const sums = new Map<NutrientName, number>(NUTRIENTS.map((name) => [name, 0]));
  const missing = new Set<NutrientName>();
  for (const { food, grams } of ingredients) {
    const row = foods.get(food);
    if (!row) throw new Error(`no food ${food}`);
    for (const name of NUTRIENTS) {
      const value = row.per100[name];
      // A value that nobody measured is no zero: the sum becomes a lower bound and says so.
      if (value === null) missing.add(name);
      else sums.set(name, (sums.get(name) ?? 0) + (value * grams) / 100);
    }
  }
  return finish((name) => sums.get(name) ?? 0, missing);
}

/** Sum of several nutritions, such as the meals of a day. */
export function addNutrition(parts: readonly Nutrition[]): Nutrition {
  const missing = new Set(parts.flatMap((part) => part.atLeast));
  return finish((name) => parts.reduce((sum, part) => sum + part[name], 0), missing);
}

function finish(
  get: (name: NutrientName) => number,
  missing: ReadonlySet<NutrientName>,
): Nutrition {
  const rounded = Object.fromEntries(NUTRIENTS.map((name) => [name, toMilli(get(name))]));
  return {
    ...(rounded as Record<NutrientName, number>),
    netCarbG: toMilli(get("carbG") - get("fibreG")),
    atLeast: NUTRIENTS.filter((name) => missing.has(name)),
  };
}

/** Cost in US dollars of the edible grams, inedible share paid for; foods without price count 0. */
export function costOf(
  ingredients: readonly Ingredient[],
  foods: ReadonlyMap<string, Food>,
): number {
  let usd = 0;
  for (const { food, grams } of ingredients) {
    const row = foods.get(food);
    if (!row) throw new Error(`no food ${food}`);
    usd += (purchaseGrams(grams, row.inediblePct) / 1000) * (row.priceUsdPerKg ?? 0);
  }
  return usd;
}

/** Grams to buy so that `grams` are left when the inedible share is thrown away. */
export const purchaseGrams = (grams: number, inediblePct: number): number =>
  grams / (1 - inediblePct / 100);

/** Ingredients of `portion` servings of a recipe, to the milligram. */
export function scaleIngredients(
  recipe: { readonly servings: number; readonly ingredients: readonly Ingredient[] },
  portion: number,
): readonly Ingredient[] {
  return recipe.ingredients.map(({ food, grams }) => ({
    food,
    grams: toMilli((grams * portion) / recipe.servings),
  }));
}
