import type { Meal, Plan, PlanDay } from "../model/plan.ts";
import { addNutrition, costOf, scaleIngredients, sumNutrition } from "../nutrition/nutrition.ts";
import { dishLabel } from "../rules/patterns.ts";
import type { CountedMenu } from "../solver/usage.ts";
import { gapOf } from "../solver/week-search.ts";
import type { SolveContext } from "./context.ts";
import { groceryList } from "./shopping/groceries.ts";
import type { Solution } from "./solve.ts";

const toCents = (usd: number) => Math.round(usd * 100) / 100;

/** The date `days` after a YYYY-MM-DD date. */
export function addDays(date: string, days: number): string {
  const time = Date.parse(`${date}T00:00:00Z`) + days * 86_400_000;
  return new Date(time).toISOString().slice(0, 10);
}

/** Writes one day out: grams, nutrition, cost. */
export function buildDay(
  context: SolveContext,
  menu: Pick<CountedMenu, "menu">,
  date: string,
): PlanDay {
  const { foods } = context.data;
  const meals = context.dishes.map((dish, i): Meal => {
    const facts = context.facts[menu.menu.recipes[i] ?? -1];
    if (!facts) throw new Error("a menu names a recipe that does not exist");
    const portion = (menu.menu.quarters[i] ?? 0) / 4;
    const ingredients = scaleIngredients(facts.recipe, portion);
    return {
      slot: dish.slot,
      sitting: context.pattern.sittings[dish.sitting]?.id ?? "",
      label: dishLabel(dish, facts.recipe),
      time: dish.time,
      recipe: { id: facts.recipe.id, title: facts.recipe.title },
      portion,
      ingredients,
      nutrition: sumNutrition(ingredients, foods),
      costUsd: toCents(costOf(ingredients, foods)),
    };
  });
  const all = meals.flatMap((meal) => meal.ingredients);
  const totals = {
    ...addNutrition(meals.map((m) => m.nutrition)),
    costUsd: toCents(costOf(all, foods)),
  };
  return { date, meals, totals };
}

/** Assembles a plan from its days. */
export function assemblePlan(
  context: SolveContext,
  days: readonly PlanDay[],
  gap: number | null,
): Plan {
  return {
    request: context.request,
    targets: context.targets,
    days,
    groceries: groceryList(days, context.data, context.request.units),
    gap,
    unmatchedDislikes: context.unmatched,
  };
}

/** Writes a whole solution out. */
export function buildPlan(context: SolveContext, solution: Solution): Plan {
  const days = solution.menus.map((menu, i) =>
    buildDay(context, menu, addDays(context.request.startDate, i)),
  );
  return assemblePlan(context, days, Math.round(gapOf(solution) * 10_000) / 10_000);
}
