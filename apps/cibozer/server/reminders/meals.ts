import type { Meal } from "#core";
import { isWrittenId } from "#core/model";
import type { PlanService, SavedPlan } from "../plans/index.ts";
import type { OwnRecipes } from "../recipes/index.ts";
import type { Solver } from "../solver/index.ts";
import type { Dinner } from "./due.ts";
import { daysAfter, instantOf } from "./local-time.ts";

/** Where the time that a dish takes is not known. */
const USUAL_MINUTES = 45;
const MINUTE_MS = 60_000;

/** What reminders need to know of plans. */
export interface PlannedMeals {
  /** The dinner of a day that has to be cooked; undefined where there is none. */
  readonly dinner: (
    owner: string,
    day: { readonly date: string; readonly timeZone: string },
    signal: AbortSignal,
  ) => Promise<Dinner | undefined>;
  /** The plan to shop for on a day; undefined where nothing is planned from then on. */
  readonly planToShopFor: (owner: string, date: string) => Promise<string | undefined>;
}

/** Builds it on the plans of an account. */
export const createPlannedMeals = (parts: {
  readonly plans: Pick<PlanService, "list" | "get">;
  readonly recipes: Pick<OwnRecipes, "findWritten">;
  readonly solver: Solver;
}): PlannedMeals => {
  const { plans, recipes, solver } = parts;

  const minutesOf = async (owner: string, id: string, signal: AbortSignal): Promise<number> => {
    const recipe = isWrittenId(id)
      ? await recipes.findWritten(owner, id)
      : await solver.run({ kind: "recipe", id }, signal);
    return recipe ? recipe.prepMinutes + recipe.cookMinutes : USUAL_MINUTES;
  };

  const isCooked = (plan: SavedPlan, day: number, meal: Meal): boolean =>
    !plan.leftovers.some((left) => left.day === day && left.slot === meal.slot);

  return {
    dinner: async (owner, { date, timeZone }, signal) => {
      const found = (await plans.list(owner)).find(
        ({ startDate, days }) => startDate <= date && date < daysAfter(startDate, days),
      );
      if (found === undefined) return undefined;
      const plan = await plans.get(owner, found.id);
      const day = plan.days.findIndex((one) => one.date === date);
      const dishes = (plan.days[day]?.meals ?? []).filter(
        (meal) => meal.sitting === "dinner" && isCooked(plan, day, meal),
      );
      const [first] = dishes;
      if (first === undefined) return undefined;
      const minutes = await Promise.all(
        dishes.map(({ recipe }) => minutesOf(owner, recipe.id, signal)),
      );
      const main = dishes.find(({ slot }) => slot === "dinner") ?? first;
      const eatenAt = instantOf(date, first.time, timeZone);
      return {
        planId: plan.id,
        recipe: main.recipe,
        time: first.time,
        // Of several dishes the longest says when to begin: they stand on the stove together.
        beginsAt: eatenAt - Math.max(...minutes) * MINUTE_MS,
        eatenAt,
      };
    },
    planToShopFor: async (owner, date) => {
      const ahead = (await plans.list(owner)).filter(
        ({ startDate, days }) => date < daysAfter(startDate, days),
      );
      const [next] = ahead
        .filter(({ startDate }) => startDate > date)
        .toSorted((a, b) => a.startDate.localeCompare(b.startDate));
      return (next ?? ahead[0])?.id;
    },
  };
};
