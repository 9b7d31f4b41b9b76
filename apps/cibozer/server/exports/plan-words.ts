import type { Texts } from "plinth";
import type { Meal } from "#core";
import { aisleLabel, byName, mealLabel, orderAisles, recipeTitle, weightWords } from "#core/model";
import type { Preferences } from "../kitchen/index.ts";
import {
  cookedOn,
  dateWords,
  dietWords,
  energyWords,
  firstDate,
  forWhomWords,
  othersWords,
  type ServedPlan,
  servingWords,
  sideBySide,
  timesOf,
  weekdayWords,
  withoutWords,
} from "../plans/index.ts";
import type { DishWords, PlanWords } from "./pdf/pdf-job.ts";

/** What a plan is called on paper and in mails. */
const titleOf = (served: ServedPlan, t: Texts): string =>
  t.plural(served.days.length, "Meals for {day}", "{n} days of meals from {day}", {
    day: dateWords(t, firstDate(served)),
  });

/** A weight whose number and unit stay on one line; lines from right to left are broken otherwise. */
const weightOf = (t: Texts, grams: number, units: "metric" | "us"): string => {
  const words = weightWords(t, grams, units);
  return t.isRightToLeft ? words : words.replaceAll(" ", "\u00a0");
};

/**
 * A plan in whole texts: for paper and for mails. Weights are written in the person's units; dishes,
 * foods and meals in the words of their language.
 */
export const planWords = (
  served: ServedPlan,
  { units: chosen, aisles }: Preferences,
  t: Texts,
): PlanWords => {
  const { plan, groceries } = served;
  const units = chosen ?? plan.request.units;
  const { notes, request } = plan;
  // Of the whole plan: what is left over may be bought with a day that was not chosen.
  const lines = plan.groceries.aisles.flatMap((aisle) => aisle.lines);
  const names = new Map(lines.map(({ food, name }) => [food, t.of(name)]));
  const dish = (meal: Meal, day: number): DishWords => {
    const note = notes.find((one) => one.day === day && one.slot === meal.slot)?.text;
    const left = cookedOn(plan, day, meal.slot);
    const label = mealLabel(t, meal.label);
    const times = timesOf(served, meal);
    const when = `${meal.time}  ${label}`;
    return {
      when:
        left === undefined
          ? when
          : `${when} (${t("left over from {day}", { day: dateWords(t, left) })})`,
      title: recipeTitle(t, meal.recipe),
      facts: `${servingWords(t, meal.portion)}: ${energyWords(t, meal.nutrition)}`,
      ...(served.eaters.length === 0
        ? {}
        : { others: sideBySide(t, othersWords(t, served, meal)) }),
      parts: sideBySide(
        t,
        meal.ingredients.map(
          ({ food, grams }) => `${names.get(food) ?? food} ${weightOf(t, grams * times, units)}`,
        ),
        ";",
      ),
      ...(note === undefined ? {} : { note: t("Note: {note}", { note }) }),
    };
  };
  const without = withoutWords(t, request);
  const money = t.number(groceries.costUsd, { style: "currency", currency: "USD" });
  const title = titleOf(served, t);
  return {
    language: t.language,
    direction: t.isRightToLeft ? "rtl" : "ltr",
    title,
    foot: t("Cibozer: {title}, page {page} of {pages}", {
      title,
      page: "{page}",
      pages: "{pages}",
    }),
    lead: [
      t("For {kcal} kcal a day, diet: {diet}", {
        kcal: Math.round(request.kcal),
        diet: dietWords(t, request),
      }),
      ...(without === undefined ? [] : [without]),
      ...forWhomWords(t, served),
    ],
    days: served.days.map(({ place, day: { date, meals, totals } }) => ({
      title: weekdayWords(t, date),
      facts: energyWords(t, totals),
      dishes: meals.map((meal) => dish(meal, place)),
    })),
    list: {
      title: t("Groceries"),
      facts: t("Everything that the plan needs, as bought. About {money} by table prices.", {
        money,
      }),
      sections: orderAisles(groceries.aisles, aisles).map((section) => ({
        title: t.of(aisleLabel(section.aisle)),
        lines: byName(t, section.lines).map(
          ({ name, purchaseGrams }) => `${t.of(name)}: ${weightOf(t, purchaseGrams, units)}`,
        ),
      })),
    },
  };
};
