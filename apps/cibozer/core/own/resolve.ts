import type { PlannerData } from "../catalog/data.ts";
import type { DietId } from "../model/diet-ids.ts";
import { ALLERGENS, type Allergen, type Food } from "../model/food.ts";
import { isWrittenId, type OwnLine, type OwnRecipe } from "../model/own-recipe.ts";
import type { Nutrition } from "../model/plan.ts";
import type { Ingredient, Recipe } from "../model/recipe.ts";
import { costOf, scaleIngredients, sumNutrition } from "../nutrition/nutrition.ts";
import { recipeAllergens } from "../rules/allergens.ts";
import { DIETS, dietAllows } from "../rules/diets.ts";
import { familyOf } from "./families.ts";
import { createFoodNames } from "./food-names.ts";
import { gramsOf } from "./grams.ts";
import { type ReadLine, readLine } from "./quantity.ts";

/** A line with what was made of it. */
export type ResolvedLine = {
  readonly text: string;
  /** null = nobody knows what it is: it may hold every allergen and suits no diet. */
  readonly food: string | null;
  readonly name: string | null;
  /** Edible grams for all servings; null = nobody knows how much it is. */
  readonly grams: number | null;
  /** Whether a person chose the food, not the text. */
  readonly isPicked: boolean;
  /** Foods that may be meant, where none is known. */
  readonly suggestions: readonly { readonly food: string; readonly name: string }[];
};

/** Why a recipe is not planned: what is missing, or a serving that is no meal. */
export type OwnObstacle = "unknown-food" | "unknown-amount" | "no-ingredients" | "odd-serving";

/** Everything that follows from a recipe as it was written. Sums are of one serving. */
export type ResolvedRecipe = {
  readonly lines: readonly ResolvedLine[];
  readonly contains: readonly Allergen[];
  readonly mayContain: readonly Allergen[];
  readonly diets: readonly DietId[];
  readonly nutrition: Nutrition;
  readonly costUsd: number;
  readonly minutes: number;
  /** Empty = the recipe may be planned. */
  readonly obstacles: readonly OwnObstacle[];
  /** What the planner plans with; null where there is an obstacle. */
  readonly recipe: Recipe | null;
};

/** Reads own recipes over a food table. */
export type OwnReader = {
  readonly line: (line: OwnLine) => ResolvedLine;
  readonly recipe: (recipe: OwnRecipe) => ResolvedRecipe;
};

/** kcal of a serving that a planner can do something with. */
const MIN_SERVING_KCAL = 20;
const MAX_SERVING_KCAL = 3_000;
/** Most suggestions for a line that names no food. */
const SUGGESTIONS = 5;
/** Largest part of a day's net carbohydrate in one serving, as the planner has it. */
const NET_CARB_SHARE = 0.5;

/** Grams of each food once, however many lines name it. */
function ingredientsOf(lines: readonly ResolvedLine[]): readonly Ingredient[] {
  const sums = new Map<string, number>();
  for (const { food, grams } of lines) {
    if (food !== null && grams !== null) sums.set(food, (sums.get(food) ?? 0) + grams);
  }
  return [...sums].map(([food, grams]) => ({ food, grams }));
}

/** The allergens of known foods; with one that is unknown, every other allergen may be in it. */
function allergensOf(lines: readonly ResolvedLine[], foods: ReadonlyMap<string, Food>) {
  const known = lines.flatMap(({ food }) => (food === null ? [] : [{ food, grams: 1 }]));
  const { contains, may } = recipeAllergens({ ingredients: known }, foods);
  const isUnknown = lines.some(({ food }) => food === null);
  return {
    contains,
    mayContain: isUnknown ? ALLERGENS.filter((one) => !contains.includes(one)) : may,
  };
}

function dietsOf(
  lines: readonly ResolvedLine[],
  netCarbG: number,
  foods: ReadonlyMap<string, Food>,
): readonly DietId[] {
  const rows = lines.map(({ food }) => (food === null ? undefined : foods.get(food)));
  const isUnsure = lines.length === 0 || lines.some(({ grams }) => grams === null);
  return DIETS.filter((diet) => {
    const limit = diet.maxNetCarbG;
    if (limit !== null && (isUnsure || netCarbG > limit * NET_CARB_SHARE)) return false;
    return lines.length > 0 && rows.every((row) => row !== undefined && dietAllows(diet, row));
  }).map(({ id }) => id);
}

function obstaclesOf(lines: readonly ResolvedLine[], kcal: number): readonly OwnObstacle[] {
  const found: OwnObstacle[] = [];
  if (lines.length === 0) found.push("no-ingredients");
  if (lines.some(({ food }) => food === null)) found.push("unknown-food");
  if (lines.some(({ food, grams }) => food !== null && grams === null))
    found.push("unknown-amount");
  if (found.length === 0 && !(kcal >= MIN_SERVING_KCAL && kcal <= MAX_SERVING_KCAL)) {
    found.push("odd-serving");
  }
  return found;
}

/** Builds a reader. Its answers follow from the table alone, so they are worked out anew each time. */
export function createOwnReader(data: Pick<PlannerData, "foods" | "portions">): OwnReader {
  const { foods, portions } = data;
  const names = createFoodNames(foods);
  const nameOf = (food: string): string => foods.get(food)?.name ?? food;

  /** "1 can tomatoes" are canned tomatoes, where there are such. */
  const canned = ({ quantity, words }: ReadLine): string | null =>
    quantity?.unit.kind === "piece" && quantity.unit.piece === "can"
      ? names.find(["canned", ...words])
      : null;

  const readOne = (line: OwnLine): ResolvedLine => {
    const read = readLine(line.text);
    const picked = line.food !== null && foods.has(line.food) ? line.food : null;
    const food = picked ?? canned(read) ?? names.find(read.words);
    const row = food === null ? undefined : foods.get(food);
    const suggestions = row ? [] : names.suggest(read.words, SUGGESTIONS);
    return {
      text: line.text,
      food: row?.id ?? null,
      name: row?.name ?? null,
      grams: line.grams ?? (row ? gramsOf(read, row, portions.get(row.id) ?? []) : null),
      isPicked: picked !== null,
      suggestions: suggestions.map((one) => ({ food: one, name: nameOf(one) })),
    };
  };

  const readAll = (own: OwnRecipe): ResolvedRecipe => {
    const lines = own.lines.map(readOne);
    const ingredients = ingredientsOf(lines);
    const serving = scaleIngredients({ servings: own.servings, ingredients }, 1);
    const nutrition = sumNutrition(serving, foods);
    const obstacles = obstaclesOf(lines, nutrition.energyKcal);
    return {
      lines,
      ...allergensOf(lines, foods),
      diets: dietsOf(lines, nutrition.netCarbG, foods),
      nutrition,
      costUsd: Math.round(costOf(serving, foods) * 100) / 100,
      minutes: own.prepMinutes + own.cookMinutes,
      obstacles,
      recipe: obstacles.length > 0 || !isWrittenId(own.id) ? null : plannable(own, ingredients),
    };
  };
  return { line: readOne, recipe: readAll };
}

const plannable = (own: OwnRecipe, ingredients: readonly Ingredient[]): Recipe => ({
  id: own.id,
  title: own.title,
  slots: own.slots,
  servings: own.servings,
  prepMinutes: own.prepMinutes,
  cookMinutes: own.cookMinutes,
  cuisine: "general",
  family: familyOf(own.title),
  ingredients,
  steps: own.steps,
});
