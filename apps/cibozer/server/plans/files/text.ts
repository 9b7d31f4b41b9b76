import type { Texts } from "plinth";
import { aisleLabel, byName, mealLabel, orderAisles, recipeTitle, weightWords } from "#core/model";
import type { Preferences } from "../../kitchen/index.ts";
import { cookedOn } from "../saved-plan.ts";
import { firstDate, forWhomWords, portionsWords, type ServedPlan } from "./serving.ts";
import {
  dateWords,
  dietWords,
  energyWords,
  sideBySide,
  weekdayWords,
  withoutWords,
} from "./words.ts";

/** The plan and its shopping list as plain text, in the units and by the shop of its reader. */
export const planText = (
  served: ServedPlan,
  { units: chosen, aisles }: Preferences,
  t: Texts,
): string => {
  const { plan } = served;
  const { request } = plan;
  const units = chosen ?? request.units;
  const days = served.days.flatMap(({ place, day: { date, meals, totals } }) => [
    "",
    weekdayWords(t, date),
    ...meals.map(({ slot, time, label, recipe, portion, nutrition }) => {
      const note = plan.notes.find((one) => one.day === place && one.slot === slot)?.text;
      const left = cookedOn(plan, place, slot);
      const facts = sideBySide(t, [
        ...(left === undefined ? [] : [t("left over from {day}", { day: dateWords(t, left) })]),
        portionsWords(t, served, { portion }),
        t("{kcal} kcal", { kcal: Math.round(nutrition.energyKcal) }),
      ]);
      return `  ${time}  ${mealLabel(t, label)}: ${recipeTitle(t, recipe)} (${facts})${note === undefined ? "" : ` - ${note}`}`;
    }),
    `  ${energyWords(t, totals)}`,
  ]);
  const groceries = orderAisles(served.groceries.aisles, aisles).flatMap(({ aisle, lines }) => [
    "",
    `  ${t.of(aisleLabel(aisle))}`,
    ...byName(t, lines).map(
      ({ name, purchaseGrams }) => `    [ ] ${t.of(name)}: ${weightWords(t, purchaseGrams, units)}`,
    ),
  ]);
  const without = withoutWords(t, request);
  const head = [
    t.plural(
      served.days.length,
      "Cibozer: one day from {day}, {kcal} kcal a day, {diet}",
      "Cibozer: {n} days from {day}, {kcal} kcal a day, {diet}",
      { day: dateWords(t, firstDate(served)), kcal: request.kcal, diet: dietWords(t, request) },
    ),
    ...(without === undefined ? [] : [without]),
    ...forWhomWords(t, served),
  ];
  return `${[...head, ...days, "", t("Groceries"), ...groceries].join("\n")}\n`;
};
