import { ALLERGENS, type Allergen, type Food } from "../model/food.ts";
import type { Recipe } from "../model/recipe.ts";

/** Names shown to people, in the order of the regulation's table. */
export const ALLERGEN_LABELS: Readonly<Record<Allergen, string>> = {
  gluten: "Gluten",
  crustacean: "Crustaceans",
  egg: "Eggs",
  fish: "Fish",
  peanut: "Peanuts",
  soy: "Soy",
  milk: "Milk",
  nuts: "Tree nuts",
  celery: "Celery",
  mustard: "Mustard",
  sesame: "Sesame",
  sulphites: "Sulphites",
  lupin: "Lupin",
  mollusc: "Molluscs",
};

/**
 * Whether a food may hold any of the allergens. "May contain" excludes exactly as "contains"
 * does: a person with an allergy cannot tell the two apart on the plate.
 */
export const holdsAllergen = (food: Food, excluded: ReadonlySet<Allergen>): boolean =>
  food.contains.some((a) => excluded.has(a)) || food.mayContain.some((a) => excluded.has(a));

/** The allergens of a recipe through every ingredient; `may` holds those only some brands have. */
export function recipeAllergens(
  recipe: Pick<Recipe, "ingredients">,
  foods: ReadonlyMap<string, Food>,
): { readonly contains: readonly Allergen[]; readonly may: readonly Allergen[] } {
  const rows = recipe.ingredients.map(({ food }) => foods.get(food));
  const contains = new Set(rows.flatMap((row) => row?.contains ?? []));
  const may = new Set(rows.flatMap((row) => row?.mayContain ?? []));
  return {
    contains: ALLERGENS.filter((a) => contains.has(a)),
    may: ALLERGENS.filter((a) => may.has(a) && !contains.has(a)),
  };
}
