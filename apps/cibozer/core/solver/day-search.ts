import { createDayRules, type Totals } from "./day-rules.ts";
import { createDayState } from "./day-state.ts";
import type { DayProblem, DishOptions } from "./problem.ts";
import { pick, type Random } from "./random.ts";

/** A filled day: recipe index and quarters per dish. `cost` is the penalty, 0 (best) upwards. */
export type Menu = {
  readonly recipes: readonly number[];
  readonly quarters: readonly number[];
  readonly cost: number;
};

/** Weight of breaking a hard rule; far above any sum of soft penalties. */
const HARD = 20;
const DEVIATION = 0.3;
const MAX_PASSES = 8;

/** A search over one day. It owns scratch arrays: keep one per problem and use it in turn. */
export type DaySearch = {
  /** One descent from a random start. `bias` per recipe index steers; Infinity bans. */
  readonly descend: (random: Random, bias: Float64Array) => Menu | null;
  /** Sums of the day a descent ends in, rules kept or not, and how far outside it is. */
  readonly closest: (random: Random, bias: Float64Array) => Attempt | null;
  /** The menu of these option numbers, or null when it breaks a hard rule. */
  readonly evaluate: (options: ArrayLike<number>) => Menu | null;
};

/** A day that may break rules. `breach` is in tolerances, 0 = none broken. */
export type Attempt = { readonly breach: number; readonly totals: Readonly<Totals> };

/** Builds the search. See `Menu.cost` for what it minimises. */
export function createDaySearch(problem: DayProblem): DaySearch {
  const { dishes } = problem;
  const rules = createDayRules(problem);
  const state = createDayState(problem);
  const { totals, sittings, chosen } = state;

  /** Penalty of the day with option `o` added, or Infinity as soon as it passes `limit`. */
  const scoreOf = (dish: DishOptions, o: number, soft: number, limit: number): number => {
    const kcal = dish.kcal[o] ?? 0;
    const sumKcal = totals.kcal + kcal;
    const p = totals.protein + (dish.protein[o] ?? 0);
    const f = totals.fat + (dish.fat[o] ?? 0);
    const c = totals.carb + (dish.carb[o] ?? 0);
    const score = soft + DEVIATION * rules.deviation(sumKcal, p, f, c);
    if (score >= limit) return Number.POSITIVE_INFINITY;
    const net = totals.net + (dish.netCarb[o] ?? 0);
    const usd = totals.usd + (dish.usd[o] ?? 0);
    const share = rules.shareBreach((sittings[dish.sitting] ?? 0) + kcal, dish.sitting);
    return score + HARD * (share + rules.breach(sumKcal, p, f, c, net, usd));
  };

  /** Best option of a dish while the others stand; the dish must be taken out before. */
  const scan = (dish: DishOptions, bias: Float64Array): number => {
    let best = -1;
    let bestScore = Number.POSITIVE_INFINITY;
    let last = -1;
    let liking = 0;
    for (let o = 0; o < dish.recipe.length; o += 1) {
      const recipe = dish.recipe[o] ?? 0;
      // The portions of a recipe stand together: what is true of one is true of all.
      if (recipe !== last) {
        last = recipe;
        liking = state.blocked(recipe, dish.sitting)
          ? Number.POSITIVE_INFINITY
          : (bias[recipe] ?? 0) + state.repeats(recipe, dish.sitting);
      }
      const soft = (dish.soft[o] ?? 0) + liking;
      const score = soft < bestScore ? scoreOf(dish, o, soft, bestScore) : soft;
      if (score < bestScore) {
        bestScore = score;
        best = o;
      }
    }
    return best;
  };

  const improve = (random: Random, bias: Float64Array): boolean => {
    let stuck = false;
    for (let pass = 0; pass < MAX_PASSES; pass += 1) {
      let changed = false;
      stuck = false;
      const first = pick(random, dishes.length);
      for (let k = 0; k < dishes.length; k += 1) {
        const i = (first + k) % dishes.length;
        const dish = dishes[i];
        const before = chosen[i] ?? 0;
        state.take(i);
        const best = dish ? scan(dish, bias) : -1;
        // Where the others leave no room, the dish waits for them to move in the next pass.
        stuck ||= best < 0;
        state.put(i, best < 0 ? before : best);
        changed ||= best >= 0 && best !== before;
      }
      if (!changed) break;
    }
    return !stuck;
  };

  const fill = (option: (dish: DishOptions, index: number) => number) => {
    state.clear();
    for (const [i, dish] of dishes.entries()) state.put(i, option(dish, i));
  };

  const start = (random: Random, bias: Float64Array): boolean => {
    if (dishes.some((dish) => dish.recipe.length === 0)) return false;
    fill((dish) => pick(random, dish.recipe.length));
    return improve(random, bias);
  };

  return {
    descend: (random, bias) => (start(random, bias) ? finish(problem, rules, state) : null),
    closest: (random, bias) => {
      if (!start(random, bias)) return null;
      const t = totals;
      const shares = sittings.reduce((sum, kcal, s) => sum + rules.shareBreach(kcal, s), 0);
      const breach = rules.breach(t.kcal, t.protein, t.fat, t.carb, t.net, t.usd) + shares;
      return { breach, totals: { ...t } };
    },
    evaluate: (options) => {
      fill((_, i) => options[i] ?? 0);
      return finish(problem, rules, state);
    },
  };
}

/** The state as a menu, or null when a rule of the day is broken. */
function finish(
  problem: DayProblem,
  rules: ReturnType<typeof createDayRules>,
  state: ReturnType<typeof createDayState>,
): Menu | null {
  const t = state.totals;
  if (rules.breach(t.kcal, t.protein, t.fat, t.carb, t.net, t.usd) > 0) return null;
  if (state.sittings.some((kcal, s) => rules.shareBreach(kcal, s) > 0)) return null;
  let cost = DEVIATION * rules.deviation(t.kcal, t.protein, t.fat, t.carb);
  const options = Array.from(state.chosen);
  const column = (get: (dish: DishOptions) => ArrayLike<number>) =>
    problem.dishes.map((dish, i) => get(dish)[options[i] ?? 0] ?? 0);
  const recipes = column((dish) => dish.recipe);
  for (const soft of column((dish) => dish.soft)) cost += soft;
  // Put back one by one, so that every repeat is counted once.
  state.clear();
  for (const [i, recipe] of recipes.entries()) {
    const sitting = problem.dishes[i]?.sitting ?? 0;
    if (state.blocked(recipe, sitting)) return null;
    cost += state.repeats(recipe, sitting);
    state.put(i, options[i] ?? 0);
  }
  return { recipes, quarters: column((dish) => dish.quarters), cost };
}
