import { FAMILIES, type Family } from "../../model/recipe.ts";
import type { DayProblem, DishOptions } from "../problem.ts";
import type { CountedMenu } from "../usage.ts";

/** A dish that is what another leaves, by their indices: cooked on a day, eaten on the next. */
export type Link = { readonly cooked: number; readonly eaten: number };

/** What stands fresh on a plate, and is left over only where little else can be. */
const FRESH: readonly Family[] = ["salad", "sandwich", "toast", "eggs", "scramble", "crisps"];
const FRESH_COST = 0.3;

/** Days in a row, and for each the links of the day before into it. */
export type LinkedDays = {
  readonly problems: readonly DayProblem[];
  /** One list more than there are days: the last is of the day after them. */
  readonly links: readonly (readonly Link[])[];
  /** The day after the last, where there is one. */
  readonly following: DayProblem | undefined;
};

const recipesOf = (problem: DayProblem | undefined, dish: number): ReadonlySet<number> =>
  new Set(problem?.dishes[dish]?.recipe);

/**
 * The links that can be asked for. Where a person put dishes, there is nothing to link: what stands
 * on both days stays, and so does what no dish of the other day may be.
 */
export function linksThatHold({ problems, links, following }: LinkedDays): LinkedDays["links"] {
  return links.map((into, day) =>
    into.filter(({ cooked, eaten }) => {
      const before = recipesOf(problems[day - 1], cooked);
      const after = recipesOf(problems[day] ?? following, eaten);
      if (day === 0 || (before.size !== 1 && after.size !== 1)) return true;
      return [...before].some((recipe) => after.has(recipe));
    }),
  );
}

/**
 * The problems of days with only those dishes that their neighbours can leave or take. Days that are
 * alike share one.
 */
export function linkProblems(days: LinkedDays): readonly DayProblem[] {
  const { problems, links, following } = days;
  const all = [...problems, ...(following ? [following] : [])];
  const ids = new Map([...new Set(all)].map((problem, id) => [problem, id] as const));
  const made = new Map<string, DayProblem>();
  return problems.map((problem, day) => {
    const [into = [], out = []] = [links[day], links[day + 1]];
    const before = into.length > 0 ? problems[day - 1] : undefined;
    const after = out.length > 0 ? (problems[day + 1] ?? following) : undefined;
    const idOf = (one: DayProblem | undefined) => (one ? ids.get(one) : "");
    const name = JSON.stringify([into, out, idOf(before), idOf(problem), idOf(after)]);
    const known = made.get(name);
    if (known) return known;
    let linked = problem;
    for (const { cooked, eaten } of out) {
      const takes = recipesOf(after, eaten);
      linked = withDish(linked, cooked, (recipe) => takes.has(recipe));
    }
    for (const { cooked, eaten } of into) {
      const leaves = before && recipesOf(before, cooked);
      if (leaves) linked = withDish(linked, eaten, (recipe) => leaves.has(recipe));
      linked = freshCost(linked, eaten);
    }
    made.set(name, linked);
    return linked;
  });
}

/** A problem of which one dish keeps some of its recipes only. */
export function withDish(
  problem: DayProblem,
  index: number,
  keeps: (recipe: number) => boolean,
): DayProblem {
  const dishes = problem.dishes.map((dish, i) => (i === index ? restrict(dish, keeps) : dish));
  return { ...problem, dishes };
}

function restrict(dish: DishOptions, keeps: (recipe: number) => boolean): DishOptions {
  const rows = [...dish.recipe.keys()].filter((o) => keeps(dish.recipe[o] ?? -1));
  const column = (of: Float64Array) => Float64Array.from(rows, (o) => of[o] ?? 0);
  return {
    ...dish,
    recipe: Int32Array.from(rows, (o) => dish.recipe[o] ?? 0),
    quarters: Int32Array.from(rows, (o) => dish.quarters[o] ?? 0),
    kcal: column(dish.kcal),
    protein: column(dish.protein),
    fat: column(dish.fat),
    carb: column(dish.carb),
    netCarb: column(dish.netCarb),
    usd: column(dish.usd),
    soft: column(dish.soft),
  };
}

/** Penalty of a dish that is left over although it is best when it is fresh. */
const freshCost = (problem: DayProblem, index: number): DayProblem => {
  const dishes = problem.dishes.map((dish, i) => {
    if (i !== index) return dish;
    const soft = dish.soft.map((cost, o) => {
      const family = FAMILIES[problem.facts[dish.recipe[o] ?? -1]?.family ?? -1];
      return family && FRESH.includes(family) ? cost + FRESH_COST / problem.dishes.length : cost;
    });
    return { ...dish, soft };
  });
  return { ...problem, dishes };
};

/** Names what the dishes of a menu leave for the next day; 0 = nothing is to be left. */
export const leftBy = (menu: CountedMenu | undefined, out: readonly Link[]): number =>
  out.reduce((name, { cooked }) => name * 4096 + 1 + (menu?.menu.recipes[cooked] ?? 0), 0);

/** What `leftBy` named, link by link. */
export const recipesLeft = (name: number): readonly number[] => {
  const found: number[] = [];
  for (let rest = name; rest > 0; rest = Math.floor(rest / 4096)) found.unshift((rest % 4096) - 1);
  return found;
};
