import type { PlannerData } from "../../catalog/data.ts";
import { asCooked, type Leftover } from "../../model/leftovers.ts";
import type { GroceryLine, Plan } from "../../model/plan.ts";
import type { PlanRequest } from "../../model/request.ts";
import { toMilli } from "../../nutrition/nutrition.ts";
import { formatWeight } from "../../nutrition/units.ts";
import { usualPack } from "../../rules/packs.ts";
import { groceryList } from "./groceries.ts";

/** What somebody shops for. */
export type ShoppingInput = {
  readonly units?: PlanRequest["units"] | undefined;
  /** Days of the plan, from 0; absent = all. */
  readonly days?: readonly number[] | undefined;
  /** Meals that are cooked on an earlier day, and bought for with it. */
  readonly leftovers?: readonly Leftover[] | undefined;
  /** How many times what the plan holds: its portions for everybody who eats. 1 = one person. */
  readonly scale?: number | undefined;
  /** Foods of which there is always enough at home. */
  readonly staples?: readonly string[] | undefined;
  /** Grams as bought that are at home. */
  readonly stock?: readonly { readonly food: string; readonly grams: number }[] | undefined;
};

/** A line of the plan's list with what is left to buy of it. */
export type ShoppingLine = GroceryLine & {
  readonly isStaple: boolean;
  /** Grams at home that are taken off, at most what is needed. */
  readonly atHomeGrams: number;
  /** Grams left to buy: none of a staple. */
  readonly buyGrams: number;
  readonly buyWeight: string;
  /** Usual packs that hold it, such as "2 x 400 g"; null where it is sold by weight. */
  readonly packs: string | null;
};

/** What to buy, by aisle. `costUsd` is of what is left to buy, by weight and not by pack. */
export type ShoppingList = {
  readonly aisles: readonly { readonly aisle: string; readonly lines: readonly ShoppingLine[] }[];
  readonly costUsd: number;
};

/**
 * The plan's grocery list for some days and people, less what is at home. `grams` and
 * `purchaseGrams` stay the exact sums (MEAL-09): what is at home is told beside them.
 */
export function shoppingList(plan: Plan, data: PlannerData, input: ShoppingInput): ShoppingList {
  const { units = plan.request.units, days, scale = 1 } = input;
  const cooked = asCooked(plan.days, input.leftovers ?? []);
  const chosen = days ? cooked.filter((_, i) => days.includes(i)) : cooked;
  const scaled = scale === 1 ? chosen : chosen.map((day) => scaledDay(day, scale));
  const { aisles } = groceryList(scaled, data, units);
  const staples = new Set(input.staples);
  const stock = new Map(input.stock?.map(({ food, grams }) => [food, grams]));
  let usd = 0;
  const lines = (aisle: string, all: readonly GroceryLine[]) =>
    all.map((line): ShoppingLine => {
      const isStaple = line.food === "water" || staples.has(line.food);
      const atHomeGrams = Math.min(stock.get(line.food) ?? 0, line.purchaseGrams);
      const buyGrams = isStaple ? 0 : toMilli(line.purchaseGrams - atHomeGrams);
      usd += line.purchaseGrams > 0 ? ((line.costUsd ?? 0) * buyGrams) / line.purchaseGrams : 0;
      return {
        ...line,
        isStaple,
        atHomeGrams,
        buyGrams,
        buyWeight: formatWeight(buyGrams, units),
        packs: buyGrams > 0 ? packWords(line.food, aisle, buyGrams, units) : null,
      };
    });
  const result = aisles.map(({ aisle, lines: all }) => ({ aisle, lines: lines(aisle, all) }));
  return { aisles: result, costUsd: Math.round(usd * 100) / 100 };
}

const scaledDay = (day: Plan["days"][number], scale: number): Plan["days"][number] => ({
  ...day,
  meals: day.meals.map((meal) => ({
    ...meal,
    ingredients: meal.ingredients.map(({ food, grams }) => ({ food, grams: grams * scale })),
  })),
});

function packWords(
  food: string,
  aisle: string,
  grams: number,
  units: PlanRequest["units"],
): string | null {
  const pack = usualPack(food, aisle);
  if (!pack) return null;
  const count = Math.ceil(grams / pack.grams - 0.001);
  const name = pack.name ?? formatWeight(pack.label ?? pack.grams, units);
  return `${count} x ${name}`;
}
