import type { Plan } from "../model/plan.ts";
import { checkBeside } from "./beside-check.ts";
import { checkDay } from "./day-check.ts";
import { checkGroceries } from "./grocery-check.ts";
import { checkLeftovers } from "./leftover-check.ts";
import { checkMeal } from "./meal-check.ts";
import { checkSameDay } from "./same-day-check.ts";
import type { VerifierTables } from "./tables.ts";
import { checkVariety } from "./variety-check.ts";

export { addOwnRecipes, loadVerifierTables, type VerifierTables } from "./tables.ts";

/** One rule a plan breaks. */
export type Violation = { readonly rule: string; readonly detail: string };

/**
 * Judges a plan from its ingredients and the raw tables with code of its own (P-109 to P-111,
 * MEAL-12). An empty list = the plan keeps every rule of its own request.
 */
export function verifyPlan(plan: Plan, tables: VerifierTables): readonly Violation[] {
  const found: Violation[] = [];
  const report = (rule: string, detail: string) => {
    found.push({ rule, detail });
  };
  const { days, startDate } = plan.request;
  if (plan.days.length !== days) report("days", `${plan.days.length} of ${days}`);
  plan.days.forEach((day, i) => {
    const expected = new Date(Date.parse(startDate) + i * 24 * 3600 * 1000).toISOString();
    if (!expected.startsWith(`${day.date}T`)) report("date", `day ${i} is ${day.date}`);
    checkDay(plan, day, tables, report);
    checkSameDay(day, tables, report);
    checkBeside(day, tables, report);
    for (const meal of day.meals) checkMeal(plan, meal, tables, report);
  });
  checkVariety(plan, tables, report);
  checkLeftovers(plan, report);
  checkGroceries(plan, tables, report);
  if (plan.gap !== null && !(plan.gap >= 0 && plan.gap <= 1)) report("gap", String(plan.gap));
  return found;
}
