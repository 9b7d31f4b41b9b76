import type { Meal, Plan } from "../model/plan.ts";
import { foodFitsDiet } from "./diet-check.ts";
import type { RawRecipe, VerifierTables } from "./tables.ts";

type Report = (rule: string, detail: string) => void;

/** Whether a meal is its recipe at its portion, and every ingredient is allowed. */
export function checkMeal(plan: Plan, meal: Meal, tables: VerifierTables, report: Report): void {
  const recipe = tables.recipes.get(meal.recipe.id);
  if (!recipe) {
    report("recipe", `unknown ${meal.recipe.id}`);
    return;
  }
  const quarters = meal.portion * 4;
  if (!Number.isInteger(quarters) || quarters < 2 || quarters > 10) {
    report("portion", `${meal.recipe.id}: ${meal.portion}`);
  }
  checkGrams(meal, recipe, report);
  if (plan.request.diet === "keto") checkNetCarbs(meal, tables, report);
  for (const { food } of meal.ingredients) checkFood(plan, meal, food, tables, report);
  checkLimits(plan, meal, recipe, report);
}

function checkGrams(meal: Meal, recipe: RawRecipe, report: Report): void {
  const eaten = new Map<string, number>();
  for (const { food, grams } of meal.ingredients) eaten.set(food, (eaten.get(food) ?? 0) + grams);
  for (const [id, grams] of recipe.grams) {
    const want = (grams * meal.portion) / recipe.servings;
    if (Math.abs((eaten.get(id) ?? 0) - want) > 0.002) report("recipe", `${meal.recipe.id}: ${id}`);
    eaten.delete(id);
  }
  for (const id of eaten.keys()) report("recipe", `${meal.recipe.id} has ${id} besides`);
}

/** A serving takes at most half of the 20 g of net carbohydrate that a ketogenic day has. */
function checkNetCarbs(meal: Meal, tables: VerifierTables, report: Report): void {
  let net = 0;
  for (const { food, grams } of meal.ingredients) {
    const [, , , carb, fibre] = tables.foods.get(food)?.values ?? [];
    net += (((carb ?? 0) - (fibre ?? 0)) * grams) / 100 / meal.portion;
  }
  if (net > 10.001) report("net-carbs", `${meal.recipe.id}: ${net} g a serving`);
}

function checkFood(
  { request }: Plan,
  meal: Meal,
  id: string,
  tables: VerifierTables,
  report: Report,
): void {
  const food = tables.foods.get(id);
  if (!food) {
    report("recipe", `unknown food ${id}`);
    return;
  }
  if (!foodFitsDiet(request.diet, id, food)) report("diet", `${meal.recipe.id}: ${id}`);
  const bad = request.excludeAllergens.filter((a) => food.allergens.includes(a));
  if (bad.length > 0) report("allergen", `${meal.recipe.id}: ${id} has ${bad.join()}`);
  const disliked = request.dislikes.some((d) => d === id || food.kinds.includes(d));
  if (disliked) report("dislike", `${meal.recipe.id}: ${id}`);
}

function checkLimits({ request }: Plan, meal: Meal, recipe: RawRecipe, report: Report): void {
  if (request.maxMinutes !== null && recipe.minutes > request.maxMinutes) {
    report("maxMinutes", `${meal.recipe.id}: ${recipe.minutes}`);
  }
  const main = meal.slot === "lunch" || meal.slot === "dinner";
  const open = request.cuisines.length === 0 || recipe.cuisine === "general";
  if (main && !open && !request.cuisines.includes(recipe.cuisine)) {
    report("cuisine", `${meal.recipe.id}: ${recipe.cuisine}`);
  }
}
