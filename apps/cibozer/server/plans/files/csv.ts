import type { Messages, Texts } from "plinth";
import { mealLabel, recipeTitle } from "#core/model";
import type { SavedPlan } from "../saved-plan.ts";

/** Numbers stay numbers; text is quoted, and what a spreadsheet would run is only text (RFC 4180). */
const cell = (value: string | number): string => {
  if (typeof value === "number") return String(value);
  const tame = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return `"${tame.replaceAll('"', '""')}"`;
};

const HEAD = [
  "date",
  "time",
  "meal",
  "dish",
  "recipe",
  "servings",
  "kcal",
  "protein g",
  "fat g",
  "carbohydrate g",
  "cost usd",
  "note",
] as const satisfies Messages;

/** One line for every dish; numbers and dates as every spreadsheet reads them. */
export const planCsv = (plan: SavedPlan, t: Texts): string => {
  const rows = plan.days.flatMap(({ date, meals }, day) =>
    meals.map((meal) => [
      date,
      meal.time,
      mealLabel(t, meal.label),
      recipeTitle(t, meal.recipe),
      meal.recipe.id,
      meal.portion,
      meal.nutrition.energyKcal,
      meal.nutrition.proteinG,
      meal.nutrition.fatG,
      meal.nutrition.carbG,
      meal.costUsd,
      plan.notes.find((note) => note.day === day && note.slot === meal.slot)?.text ?? "",
    ]),
  );
  const head = HEAD.map((name) => t.of(name));
  return [head, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
};
