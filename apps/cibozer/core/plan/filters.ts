import type { PlannerData } from "../catalog/data.ts";
import type { Food } from "../model/food.ts";
import { RECIPE_SLOTS, type RecipeSlot } from "../model/recipe.ts";
import type { PlanRequest } from "../model/request.ts";
import { holdsAllergen } from "../rules/allergens.ts";
import { dietAllows, requireDiet } from "../rules/diets.ts";
import { createDislikeFilter } from "../rules/dislikes.ts";
import type { RecipeFacts } from "../solver/facts.ts";

/** One rule of a request that takes recipes away. `name` is how conflicts call it. */
export type RecipeFilter = {
  readonly name: string;
  readonly keeps: (facts: RecipeFacts, slot: RecipeSlot) => boolean;
};

/** Recipes of no particular cuisine suit every cuisine. */
export const ANY_CUISINE = "general";

/**
 * Largest part of a day's net carbohydrate in one serving: half a portion of mash fits the sum of a
 * ketogenic day, but nobody on that diet would call it one.
 */
const NET_CARB_SHARE = 0.5;

/** How many recipes are left in each slot after each filter, in order. */
export type Waterfall = readonly {
  readonly constraint: string;
  readonly left: Readonly<Record<RecipeSlot, number>>;
}[];

/** The filters of a request in the order in which they are explained. */
export function requestFilters(
  request: PlanRequest,
  data: PlannerData,
): { readonly filters: readonly RecipeFilter[]; readonly unmatched: readonly string[] } {
  const diet = requireDiet(request.diet);
  const foodsOf = (facts: RecipeFacts): readonly Food[] =>
    facts.recipe.ingredients.flatMap(({ food }) => data.foods.get(food) ?? []);
  const dislikes = createDislikeFilter(request.dislikes, data.foods, [...data.recipes.values()]);
  const filters: RecipeFilter[] = [
    {
      name: "diet",
      keeps: (f) =>
        foodsOf(f).every((food) => dietAllows(diet, food)) &&
        f.netCarb <= (diet.maxNetCarbG ?? Number.POSITIVE_INFINITY) * NET_CARB_SHARE,
    },
  ];
  for (const allergen of request.excludeAllergens) {
    const one = new Set([allergen]);
    filters.push({
      name: `excludeAllergens:${allergen}`,
      keeps: (f) => !foodsOf(f).some((food) => holdsAllergen(food, one)),
    });
  }
  if (request.dislikes.length > 0) {
    filters.push({ name: "dislikes", keeps: (f) => !dislikes.dislikes(f.recipe) });
  }
  if (request.never.length > 0) {
    const never = new Set(request.never);
    filters.push({ name: "never", keeps: (f) => !never.has(f.recipe.id) });
  }
  const { maxMinutes, cuisines } = request;
  if (maxMinutes !== null) {
    filters.push({ name: "maxMinutes", keeps: (f) => f.minutes <= maxMinutes });
  }
  if (cuisines.length > 0) {
    filters.push({
      name: "cuisines",
      keeps: ({ recipe }, slot) =>
        (slot !== "L" && slot !== "D") ||
        recipe.cuisine === ANY_CUISINE ||
        cuisines.includes(recipe.cuisine),
    });
  }
  return { filters, unmatched: dislikes.unmatched };
}

/** Recipes that pass in at least one slot, and those that pass as lunch or dinner. */
export function applyFilters(facts: readonly RecipeFacts[], filters: readonly RecipeFilter[]) {
  const passes = (f: RecipeFacts, slot: RecipeSlot) => filters.every((x) => x.keeps(f, slot));
  return {
    allowed: facts.filter((f) => f.recipe.slots.some((slot) => passes(f, slot))),
    mains: new Set(facts.filter((f) => passes(f, "L")).map((f) => f.index)),
  };
}

/** Counts what each filter leaves, one after the other. */
export function waterfall(
  facts: readonly RecipeFacts[],
  filters: readonly RecipeFilter[],
): Waterfall {
  const count = (upTo: number) =>
    Object.fromEntries(
      RECIPE_SLOTS.map((slot) => [
        slot,
        facts.filter(
          (f) =>
            f.recipe.slots.includes(slot) &&
            filters.slice(0, upTo).every((filter) => filter.keeps(f, slot)),
        ).length,
      ]),
    ) as Record<RecipeSlot, number>;
  return [
    { constraint: "all recipes", left: count(0) },
    ...filters.map((filter, i) => ({ constraint: filter.name, left: count(i + 1) })),
  ];
}
