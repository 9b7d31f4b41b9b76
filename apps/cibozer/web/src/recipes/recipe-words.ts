import type { Messages, Texts } from "@plinth/console";
import { OWN_SLOTS, type OwnObstacle } from "#core";

const slotLabels = {
  B: "Breakfast",
  L: "Lunch",
  D: "Dinner",
  S: "Between meals",
} as const satisfies Messages;

/** Meals of a day, as a recipe may be planned. */
export const slotChoices = (t: Texts) =>
  OWN_SLOTS.map((value) => ({ value, label: t.of(slotLabels[value]) }));

const obstacles = {
  "unknown-food":
    "We do not know what a line of it is. Until you pick a food, the recipe counts as unsafe with every allergy, and is not planned.",
  "unknown-amount": "We do not know how much a line of it is. Say how many grams.",
  "no-ingredients": "It has no ingredients yet.",
  "odd-serving": "A serving has less than 20 kcal, or more than 3,000: check servings and amounts.",
} as const satisfies Messages;

/** Why a recipe is not planned, in a sentence. */
export const obstacleWords = (t: Texts, obstacle: OwnObstacle): string => t.of(obstacles[obstacle]);

/** From whom a recipe is that somebody gave to all. */
export const contributorWords = (
  t: Texts,
  { credit }: { readonly credit: string | null },
): string =>
  credit === null ? t("From somebody who plans here") : t("From {name}", { name: credit });

/** "45 min". */
export const minuteWords = (t: Texts, minutes: number): string =>
  t.number(minutes, { style: "unit", unit: "minute" });

/** "520 kcal". */
export const kcalWords = (t: Texts, kcal: number): string =>
  t("{kcal} kcal", { kcal: Math.round(kcal) });

/** "25 g". */
export const gramWords = (t: Texts, grams: number): string =>
  t.number(Math.round(grams), { style: "unit", unit: "gram" });
