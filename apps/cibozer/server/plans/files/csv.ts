import type { Messages, Texts } from "plinth";
import { mealLabel, portionFor, recipeTitle } from "#core/model";
import type { ServedPlan } from "./serving.ts";

/**
 * What a spreadsheet of a language takes for a table and for numbers at a double click. Excel goes by
 * the region: where its decimal sign is a comma, and in Arabic ones, fields are parted by semicolons.
 */
const signsOf = (t: Texts) => ({
  between: t.language === "en" ? "," : ";",
  decimal: t.number(0.5).includes(",") ? "," : ".",
});

/** Without it Excel reads UTF-8 as the old letters of its region. */
const BYTE_ORDER_MARK = "\ufeff";

/** Numbers stay numbers; text is quoted, and what a spreadsheet would run is only text (RFC 4180). */
const cell = (value: string | number, decimal: string): string => {
  if (typeof value === "number") return String(value).replace(".", decimal);
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

/** Columns up to the portion of the owner: those of the others who eat stand behind it. */
const TO_SERVINGS = HEAD.indexOf("servings") + 1;

/** One line for every dish, as spreadsheets of the reader's language read it. */
export const planCsv = ({ plan, days, eaters }: ServedPlan, t: Texts): string => {
  const { between, decimal } = signsOf(t);
  const rows = days.flatMap(({ place, day }) =>
    day.meals.map((meal) => [
      day.date,
      meal.time,
      mealLabel(t, meal.label),
      recipeTitle(t, meal.recipe),
      meal.recipe.id,
      meal.portion,
      ...eaters.map((one) => portionFor(one, plan.request.kcal, meal.portion)),
      meal.nutrition.energyKcal,
      meal.nutrition.proteinG,
      meal.nutrition.fatG,
      meal.nutrition.carbG,
      meal.costUsd,
      plan.notes.find((note) => note.day === place && note.slot === meal.slot)?.text ?? "",
    ]),
  );
  const names = HEAD.map((name) => t.of(name));
  const head = [
    ...names.slice(0, TO_SERVINGS),
    ...eaters.map(({ name }) => `${t.of("servings")}: ${name}`),
    ...names.slice(TO_SERVINGS),
  ];
  const lines = [head, ...rows].map((row) => row.map((one) => cell(one, decimal)).join(between));
  return BYTE_ORDER_MARK + lines.map((line) => `${line}\r\n`).join("");
};
