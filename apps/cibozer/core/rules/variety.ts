import type { Food, Kind } from "../model/food.ts";
import type { Ingredient } from "../model/recipe.ts";

/** A recipe occurs at most this often in any 7 days in a row (MEAL-05). */
export const MAX_USES_PER_WEEK = 2;
/** … and as breakfast, when it is nothing else, this often. */
export const MAX_BREAKFASTS_PER_WEEK = 3;

/** Dishes of liver in any 7 days in a row: more is too much vitamin A (NHS: no more than once a week). */
export const MAX_LIVERS_PER_WEEK = 1;
/** Foods that are liver. */
const LIVERS: readonly string[] = ["beef-liver", "chicken-liver"];
/** Whether a dish has liver in it. */
export const hasLiver = (ingredients: readonly Ingredient[]): boolean =>
  ingredients.some(({ food }) => LIVERS.includes(food));

/** What a week, or the shorter rest of a plan, must hold. */
export type VarietyNeeds = {
  readonly cuisines: number;
  readonly proteinSources: number;
  readonly fishDishes: number;
};

/**
 * 3 cuisines and 4 protein sources in 7 days, in proportion for fewer, rounded up; fish dishes
 * rounded to the nearest. A request for fewer than three cuisines asks for just those (dishes of no
 * particular cuisine stay possible and count as one).
 */
export function varietyNeeds(
  days: number,
  diet: { readonly fishPerWeek: number },
  wantedCuisines: number,
): VarietyNeeds {
  const share = Math.min(7, days) / 7;
  const cuisines = Math.ceil(3 * share);
  return {
    cuisines: wantedCuisines > 0 ? Math.min(cuisines, wantedCuisines) : cuisines,
    proteinSources: Math.ceil(4 * share),
    fishDishes: Math.round(diet.fishPerWeek * share),
  };
}

/** Where a dish's protein comes from, finer than kinds so that a vegan week can vary too. */
export const PROTEIN_SOURCES = [
  "poultry",
  "beef",
  "pork",
  "lamb",
  "game",
  "fish",
  "shellfish",
  "egg",
  "dairy",
  "soy",
  "pulses",
  "nuts and seeds",
  "grain",
  "vegetables and fruit",
] as const;
export type ProteinSource = (typeof PROTEIN_SOURCES)[number];

const BY_KIND: readonly (readonly [Kind, ProteinSource])[] = [
  ["poultry", "poultry"],
  ["beef", "beef"],
  ["pork", "pork"],
  ["lamb", "lamb"],
  ["meat", "game"],
  ["fish", "fish"],
  ["crustacean", "shellfish"],
  ["mollusc", "shellfish"],
  ["egg", "egg"],
  ["dairy", "dairy"],
];

/** The protein source a food counts as. */
function proteinSource(food: Food): ProteinSource {
  const animal = BY_KIND.find(([kind]) => food.kinds.includes(kind));
  if (animal) return animal[1];
  if (food.aisle === "nuts" || food.aisle === "spreads") return "nuts and seeds";
  if (food.kinds.includes("legume")) return food.contains.includes("soy") ? "soy" : "pulses";
  return food.kinds.includes("grain") ? "grain" : "vegetables and fruit";
}

/** The source that gives a dish most of its protein. Throws on a food not in the table. */
export function mainProteinSource(
  ingredients: readonly Ingredient[],
  foods: ReadonlyMap<string, Food>,
): ProteinSource {
  const grams = new Map<ProteinSource, number>();
  for (const { food, grams: weight } of ingredients) {
    const row = foods.get(food);
    if (!row) throw new Error(`no food ${food}`);
    const source = proteinSource(row);
    grams.set(source, (grams.get(source) ?? 0) + ((row.per100.proteinG ?? 0) * weight) / 100);
  }
  const ranked = [...grams].sort((a, b) => b[1] - a[1]);
  return ranked[0]?.[0] ?? "vegetables and fruit";
}
