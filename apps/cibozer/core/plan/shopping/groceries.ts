import type { PlannerData } from "../../catalog/data.ts";
import { AISLES } from "../../model/aisles.ts";
import type { GroceryLine, GroceryList, PlanDay } from "../../model/plan.ts";
import { purchaseGrams, toMilli } from "../../nutrition/nutrition.ts";
import { formatWeight, householdText } from "../../nutrition/units.ts";

const toCents = (usd: number) => Math.round(usd * 100) / 100;

/**
 * Everything to buy for the days: per food exactly the sum of the plan's grams (to the milligram),
 * nothing capped, dropped or rounded line by line. A food of an unknown aisle comes last.
 */
export function groceryList(
  days: readonly PlanDay[],
  data: PlannerData,
  units: "metric" | "us",
): GroceryList {
  const sums = new Map<string, number>();
  for (const { food, grams } of days.flatMap((d) => d.meals.flatMap((m) => m.ingredients))) {
    sums.set(food, (sums.get(food) ?? 0) + grams);
  }
  const byAisle = new Map<string, GroceryLine[]>(AISLES.map((a) => [a.id, []]));
  let usd = 0;
  for (const [id, sum] of sums) {
    const food = data.foods.get(id);
    if (!food) throw new Error(`no food ${id}`);
    const buy = purchaseGrams(sum, food.inediblePct);
    const cost = food.priceUsdPerKg === null ? null : (buy / 1000) * food.priceUsdPerKg;
    usd += cost ?? 0;
    const lines = byAisle.get(food.aisle) ?? [];
    byAisle.set(food.aisle, lines);
    lines.push({
      food: id,
      name: food.name,
      grams: toMilli(sum),
      purchaseGrams: toMilli(buy),
      weight: formatWeight(buy, units),
      household: householdText(sum, data.portions.get(id) ?? []),
      costUsd: cost === null ? null : toCents(cost),
      priceIsEstimate: food.priceBasis === "estimate",
      checkLabelFor: food.mayContain,
    });
  }
  const aisles = [...byAisle]
    .filter(([, lines]) => lines.length > 0)
    .map(([aisle, lines]) => ({
      aisle,
      lines: lines.sort((a, b) => a.name.localeCompare(b.name, "en")),
    }));
  return { aisles, costUsd: toCents(usd) };
}
