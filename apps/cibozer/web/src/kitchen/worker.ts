import {
  createPlanner,
  loadPlannerData,
  normaliseRequest,
  type Planner,
  recipeAllergens,
} from "#core";
import type { KitchenCall, KitchenQuestion, KitchenReply } from "./messages.ts";

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
