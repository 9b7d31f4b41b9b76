import type { Meal, PlanDay } from "../model/plan.ts";
import type { VerifierTables } from "./tables.ts";
import { leadingSource } from "./variety-check.ts";

type Report = (rule: string, detail: string) => void;

/** What may be eaten when, written down again: first the first dish, then the further ones. */
const places: Readonly<Record<string, readonly [string, string]>> = {
  breakfast: ["B", "BT"],
  "second-breakfast": ["SB", "SB"],
  "morning-snack": ["S", "S"],
  lunch: ["L", "ATL"],
  "afternoon-meal": ["SL", "SL"],
  "afternoon-snack": ["S", "S"],
  snack: ["S", "S"],
  dinner: ["D", "ATD"],
};

/** Groups of protein that nobody wants three times on one day. */
const noticed = "poultry beef pork lamb meat fish shellfish egg soy".split(" ");

/** Whether a day reads like one that somebody would eat (MEAL-05): no dinner in the morning, … */
export function checkSameDay(day: PlanDay, tables: VerifierTables, report: Report): void {
  const more = day.meals.length > 6 ? Math.floor((day.meals.length - 1) / 6) : 0;
  const families: Record<string, number> = {};
  const sources: Record<string, number> = {};
  for (const meal of day.meals) {
    checkPlace(day, meal, tables, report);
    const family = tables.recipes.get(meal.recipe.id)?.family ?? "unknown";
    families[family] = (families[family] ?? 0) + 1;
    const source = leadingSource(meal.ingredients, tables);
    sources[source] = (sources[source] ?? 0) + 1;
  }
  for (const [family, times] of Object.entries(families)) {
    if (times > 1 + more) report("same-day", `${day.date}: ${family} ${times} times`);
  }
  for (const source of noticed) {
    const times = sources[source] ?? 0;
    if (times > 2 + more) report("same-day", `${day.date}: ${source} ${times} times`);
  }
}

function checkPlace(day: PlanDay, meal: Meal, tables: VerifierTables, report: Report): void {
  const [first, further] = places[meal.sitting] ?? ["", ""];
  const allowed = meal.slot === meal.sitting ? first : further;
  const slots = tables.recipes.get(meal.recipe.id)?.slots ?? [];
  if (!slots.some((slot) => allowed.includes(slot))) {
    report("place", `${day.date}: ${meal.recipe.id} is no ${meal.slot}`);
  }
}
