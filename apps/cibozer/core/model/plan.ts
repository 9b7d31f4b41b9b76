import type { NutrientName } from "./food.ts";
import type { Ingredient } from "./recipe.ts";
import type { PlanRequest } from "./request.ts";

/**
 * Sums over ingredients. `netCarbG` is carbohydrate less fibre (fibre that is not measured counts
 * as none, so it is never too low). `atLeast` names the nutrients for which some ingredient has no
 * measured value: their sums are lower bounds.
 */
export type Nutrition = Readonly<Record<NutrientName, number>> & {
  readonly netCarbG: number;
  readonly atLeast: readonly NutrientName[];
};

/** One dish. Several dishes may share a sitting (`sitting`), each has a slot of its own. */
export type Meal = {
  readonly slot: string;
  readonly sitting: string;
  readonly label: string;
  /** Local clock time, HH:MM. */
  readonly time: string;
  readonly recipe: { readonly id: string; readonly title: string };
  /** Servings, a multiple of 0.25. */
  readonly portion: number;
  readonly ingredients: readonly Ingredient[];
  readonly nutrition: Nutrition;
  /** US dollars by table prices (partly estimates); the share of bought weight, not of packages. */
  readonly costUsd: number;
};

/** One day of a plan. */
export type PlanDay = {
  /** Calendar date, YYYY-MM-DD. */
  readonly date: string;
  readonly meals: readonly Meal[];
  readonly totals: Nutrition & { readonly costUsd: number };
};

/** What a day aims at; grams follow from the diet's split of the energy. */
export type DayTargets = {
  readonly energyKcal: number;
  readonly proteinG: number;
  readonly fatG: number;
  readonly carbG: number;
  /** Half-widths: a day within target +/- tolerance passes (MEAL-04). */
  readonly tolerance: {
    readonly energyKcal: number;
    readonly proteinG: number;
    readonly fatG: number;
    readonly carbG: number;
  };
  /** Upper limit of net carbohydrate a day, or null. */
  readonly maxNetCarbG: number | null;
};

/** What a grocery list line says about one food. */
export type GroceryLine = {
  readonly food: string;
  readonly name: string;
  /** Edible grams: exactly the sum over the plan. */
  readonly grams: number;
  /** Grams to buy, inedible share included. */
  readonly purchaseGrams: number;
  /** Purchase weight in the request's units, such as "1.25 kg" or "2 lb 12 oz". */
  readonly weight: string;
  /** Household measure of the edible part, such as "about 3 large", or null. */
  readonly household: string | null;
  readonly costUsd: number | null;
  readonly priceIsEstimate: boolean;
  /** Allergens that some brands hold: check the label. */
  readonly checkLabelFor: readonly string[];
};

/** Lines by aisle, in the order of a shop. */
export type GroceryList = {
  readonly aisles: readonly { readonly aisle: string; readonly lines: readonly GroceryLine[] }[];
  readonly costUsd: number;
};

/** A delivered plan. It carries its request, so it can be swapped, resolved and verified alone. */
export type Plan = {
  readonly request: PlanRequest;
  readonly targets: DayTargets;
  readonly days: readonly PlanDay[];
  readonly groceries: GroceryList;
  /**
   * Relative gap of the plan's quality to a proven bound, 0-1. Quality of a day is 1 less its
   * penalty (distance from the targets in tolerances, odd portions, repeats); the bound is the sum
   * of the best qualities in the menu pool with the variety rules left out, so no choice from that
   * pool can be better than gap allows. null = meals were placed by hand since, which nothing bounds.
   */
  readonly gap: number | null;
  /** Dislikes that matched no food and no recipe. */
  readonly unmatchedDislikes: readonly string[];
};
