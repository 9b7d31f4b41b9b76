import type { Plan } from "../../model/plan.ts";
import { MIN_KCAL } from "../../model/request.ts";
import { createDayRules } from "../../solver/day-rules.ts";
import { createDaySearch } from "../../solver/day-search.ts";
import { createDayState } from "../../solver/day-state.ts";
import type { Pin } from "../../solver/problem.ts";
import { createRandom } from "../../solver/random.ts";
import { assemblePlan, buildDay } from "../build-plan.ts";
import type { SolveContext } from "../context.ts";

/** Weight of missing a target by its tolerance, and of chance, so that a swap can be made again. */
const MISS = 0.5;
const CHANCE = 0.6;

/** What `swapAlone` is given. */
export type SwapAloneInput = {
  readonly day: number;
  /** Dish index of the meal. */
  readonly at: number;
  /** All dishes of the day, the meal itself among them. */
  readonly pins: ReadonlyMap<number, Pin>;
  /** Recipes that the meal must not have. */
  readonly banned: ReadonlySet<number>;
};

/**
 * Another recipe for a meal of a day that misses its targets already, because a person placed or
 * sized its meals: no search could meet them, so what comes nearest is taken and nothing else is
 * touched. null where the day is as it should be, or where nothing may stand there.
 */
export function swapAlone(context: SolveContext, plan: Plan, input: SwapAloneInput): Plan | null {
  if (keepsRules(context, input.pins)) return null;
  const others = new Map(input.pins);
  others.delete(input.at);
  const problem = context.problem({ pins: others, bans: new Map([[input.at, input.banned]]) });
  const dish = problem.dishes[input.at];
  if (!dish || problem.dishes.some(({ recipe }) => recipe.length === 0)) return null;
  const state = createDayState(problem);
  const rules = createDayRules(problem);
  problem.dishes.forEach((_, i) => {
    state.put(i, 0);
  });
  state.take(input.at);
  const random = createRandom(context.request.seed);
  const chance = new Float64Array(context.facts.length).map(() => CHANCE * random());
  let best = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let o = 0; o < dish.recipe.length; o += 1) {
    const recipe = dish.recipe[o] ?? 0;
    if (state.blocked(recipe, dish.sitting)) continue;
    state.put(input.at, o);
    const { kcal, protein, fat, carb } = state.totals;
    const low = kcal < MIN_KCAL - problem.targets.tolerance.energyKcal;
    const score =
      (low ? Number.POSITIVE_INFINITY : 0) +
      MISS * rules.deviation(kcal, protein, fat, carb) +
      (dish.soft[o] ?? 0) +
      (chance[recipe] ?? 0);
    state.take(input.at);
    if (score < least) {
      least = score;
      best = o;
    }
  }
  if (best < 0) return null;
  state.put(input.at, best);
  const column = (get: "recipe" | "quarters") =>
    problem.dishes.map((one, i) => one[get][state.chosen[i] ?? 0] ?? 0);
  const menu = { recipes: column("recipe"), quarters: column("quarters"), cost: 0 };
  const days = plan.days.map((day, i) =>
    i === input.day ? buildDay(context, { menu }, day.date) : day,
  );
  return { ...assemblePlan(context, days, null), request: plan.request };
}

/** Whether a day as it is written keeps every rule of a day. */
function keepsRules(context: SolveContext, pins: ReadonlyMap<number, Pin>): boolean {
  const problem = context.problem({ pins });
  if (problem.dishes.some(({ recipe }) => recipe.length === 0)) return false;
  return createDaySearch(problem).evaluate(problem.dishes.map(() => 0)) !== null;
}
