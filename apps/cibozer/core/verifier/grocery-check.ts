import type { GroceryLine, Plan } from "../model/plan.ts";
import type { VerifierTables } from "./tables.ts";

type Report = (rule: string, detail: string) => void;

/** Every food exactly once, exactly its sum, nothing besides (MEAL-09). */
export function checkGroceries(plan: Plan, tables: VerifierTables, report: Report): void {
  const want: Record<string, number> = {};
  for (const meal of plan.days.flatMap((day) => day.meals)) {
    for (const part of meal.ingredients) want[part.food] = (want[part.food] ?? 0) + part.grams;
  }
  for (const { aisle, lines } of plan.groceries.aisles) {
    for (const line of lines) {
      checkLine(line, want[line.food], tables, report);
      if (tables.foods.get(line.food)?.aisle !== aisle)
        report("groceries", `${line.food} in ${aisle}`);
      delete want[line.food];
    }
  }
  for (const [food, grams] of Object.entries(want))
    report("groceries", `${food}: ${grams} g missing`);
}

function checkLine(
  line: GroceryLine,
  sum: number | undefined,
  tables: VerifierTables,
  report: Report,
): void {
  if (sum === undefined) {
    report("groceries", `${line.food} is not in the plan, or is listed twice`);
    return;
  }
  if (Math.abs(sum - line.grams) > 0.001) {
    report("groceries", `${line.food}: ${line.grams} g for ${sum} g`);
  }
  const buy = (sum * 100) / (100 - (tables.foods.get(line.food)?.inedible ?? 0));
  if (Math.abs(buy - line.purchaseGrams) > 0.01) {
    report("groceries", `${line.food}: buy ${line.purchaseGrams} g for ${buy} g`);
  }
}
