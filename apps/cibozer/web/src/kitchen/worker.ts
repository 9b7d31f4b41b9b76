import {
  createOwnReader,
  createPlanner,
  DIETS,
  dietAllows,
  loadPlannerData,
  normaliseRequest,
  type Planner,
  type PlannerData,
  recipeAllergens,
  scaleIngredients,
  sumNutrition,
} from "#core";
import type { KitchenCall, KitchenQuestion, KitchenReply, RecipeLine } from "./messages.ts";

/** All shipped recipes with what follows from them. */
const linesOf = ({ foods, recipes }: PlannerData): readonly RecipeLine[] =>
  [...recipes.values()].map((recipe) => {
    const ingredients = scaleIngredients(recipe, 1);
    const { contains, may } = recipeAllergens(recipe, foods);
    const rows = ingredients.flatMap(({ food }) => foods.get(food) ?? []);
    const { energyKcal, netCarbG } = sumNutrition(ingredients, foods);
    const fits = ({ maxNetCarbG }: (typeof DIETS)[number]) =>
      netCarbG <= (maxNetCarbG ?? Number.POSITIVE_INFINITY) / 2;
    return {
      id: recipe.id,
      title: recipe.title,
      slots: recipe.slots,
      minutes: recipe.prepMinutes + recipe.cookMinutes,
      energyKcal,
      contains,
      mayContain: may,
      diets: DIETS.filter((diet) => fits(diet) && rows.every((food) => dietAllows(diet, food))).map(
        ({ id }) => id,
      ),
      ingredients,
    };
  });

/** Answers one call; the same pure core as on the server. */
const answer = (planner: Planner, call: KitchenCall): KitchenReply[KitchenCall["ask"]] => {
  const { data } = planner;
  if (call.ask === "larder") {
    return {
      foods: [...data.foods.values()].map(({ id, name, aisle, kinds }) => ({
        id,
        name,
        aisle,
        kinds,
      })),
      cuisines: Object.fromEntries([...data.recipes.values()].map((r) => [r.id, r.cuisine])),
    };
  }
  if (call.ask === "recipe") {
    const recipe = data.recipes.get(call.id);
    if (recipe === undefined) return null;
    const { contains, may } = recipeAllergens(recipe, data.foods);
    return { recipe, contains, mayContain: may };
  }
  if (call.ask === "recipes") return linesOf(data);
  if (call.ask === "own") return createOwnReader(data).recipe(call.recipe);
  const normalised = normaliseRequest(call.request);
  if (!normalised.ok) {
    throw new RangeError(normalised.problems.map((p) => `${p.field} ${p.message}`).join("; "));
  }
  return planner.planDay(normalised.request);
};

const scope = self as unknown as DedicatedWorkerGlobalScope;
const planner = createPlanner(loadPlannerData());
scope.addEventListener("message", (event: MessageEvent<KitchenQuestion>) => {
  const { id, call } = event.data;
  try {
    scope.postMessage({ id, ok: true, value: answer(planner, call) });
  } catch (error) {
    scope.postMessage({ id, ok: false, message: error instanceof Error ? error.message : "" });
  }
});
