import {
  type Allergen,
  type Food,
  type Nutrition,
  type PlannerData,
  type Recipe,
  recipeAllergens,
  sumNutrition,
} from "#core";

/** A food as everyone may read it. */
export type FoodView = Pick<
  Food,
  "id" | "name" | "aisle" | "state" | "contains" | "mayContain" | "per100"
>;

/** One line of the list of recipes. */
export type RecipeSummary = Pick<Recipe, "id" | "title" | "cuisine" | "slots"> & {
  readonly minutes: number;
  readonly contains: readonly Allergen[];
  readonly mayContain: readonly Allergen[];
};

/** A recipe as everyone may read it; nutrition is of one serving. */
export type RecipeView = RecipeSummary &
  Pick<Recipe, "servings" | "prepMinutes" | "cookMinutes" | "steps"> & {
    readonly ingredients: readonly {
      readonly food: string;
      readonly name: string;
      readonly grams: number;
    }[];
    readonly nutrition: Nutrition;
  };

/** All foods. */
export const foodsOf = ({ foods }: PlannerData): { readonly foods: readonly FoodView[] } => ({
  foods: [...foods.values()].map(
    ({ id, name, aisle, state, contains, mayContain, per100 }): FoodView => ({
      id,
      name,
      aisle,
      state,
      contains,
      mayContain,
      per100,
    }),
  ),
});

const summaryOf = (recipe: Recipe, { foods }: PlannerData): RecipeSummary => {
  const { id, title, cuisine, slots, prepMinutes, cookMinutes } = recipe;
  const { contains, may: mayContain } = recipeAllergens(recipe, foods);
  return { id, title, cuisine, slots, minutes: prepMinutes + cookMinutes, contains, mayContain };
};

/** All recipes, without what is in them. */
export const recipesOf = (data: PlannerData): { readonly recipes: readonly RecipeSummary[] } => ({
  recipes: [...data.recipes.values()].map((recipe) => summaryOf(recipe, data)),
});

/** One recipe; null where there is none of this name. */
export const recipeOf = (data: PlannerData, id: string): RecipeView | null => {
  const recipe = data.recipes.get(id);
  if (recipe === undefined) return null;
  const { servings, prepMinutes, cookMinutes, ingredients, steps } = recipe;
  const one = ingredients.map(({ food, grams }) => ({ food, grams: grams / servings }));
  return {
    ...summaryOf(recipe, data),
    servings,
    prepMinutes,
    cookMinutes,
    ingredients: ingredients.map(({ food, grams }) => ({
      food,
      name: data.foods.get(food)?.name ?? food,
      grams,
    })),
    steps,
    nutrition: sumNutrition(one, data.foods),
  };
};
