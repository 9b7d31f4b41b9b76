import type { Messages, Texts } from "@plinth/console";
import { ALLERGEN_LABELS, type Allergen, DIETS, type LeftoverWish, PATTERNS } from "#core";
import type { SavedPlan } from "./plan-types.ts";

export { mealLabel } from "#core";

/** What is said of a day. */
type DayParts = {
  readonly weekday?: "short" | "long";
  readonly day?: "numeric";
  readonly month?: "short";
};

const DAY: DayParts = { weekday: "short", day: "numeric", month: "short" };
const WEEKDAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/**
 * English needs no formatter: making the first one takes longer than drawing a week. The day stands
 * before the month, which is American the other way round.
 */
const englishDay = (time: number, { weekday, day, month }: DayParts): string => {
  const date = new Date(time);
  const name = WEEKDAYS[date.getUTCDay()];
  return [
    weekday === "short" ? name?.slice(0, 3) : weekday && name,
    day && date.getUTCDate(),
    month && MONTHS[date.getUTCMonth()],
  ]
    .filter((part) => part !== undefined)
    .join(" ");
};

/** "Mon 23 Nov" for YYYY-MM-DD: a calendar date, the same in every time zone. */
export const dayWords = (t: Texts, date: string, parts: DayParts = DAY): string => {
  const time = Date.parse(`${date}T00:00:00Z`);
  if (!Number.isFinite(time)) return date;
  return t.locale === "en" ? englishDay(time, parts) : t.date(time, { ...parts, timeZone: "UTC" });
};

/** "7 days from Mon 23 Nov". */
export const planTitle = (t: Texts, days: number, startDate: string | undefined): string =>
  startDate === undefined
    ? t.plural(days, "One day", "{n} days")
    : t.plural(days, "One day from {day}", "{n} days from {day}", { day: dayWords(t, startDate) });

const leftoverWishes = {
  none: "Nothing: every meal is cooked for itself",
  lunch: "Lunch is what the evening before leaves",
  "every-other-day": "Cook every other day, for two days",
} as const satisfies Messages;

/** What is to be left over, as a choice says it. */
export const leftoverWishWords = (t: Texts, wish: LeftoverWish): string =>
  t.of(leftoverWishes[wish]);

/** The wishes of a plan in short words, what is known of them. */
export const planFacts = (
  t: Texts,
  plan: Partial<Pick<SavedPlan["request"], "diet" | "pattern" | "kcal" | "leftovers">>,
): readonly string[] => {
  const diet = DIETS.find((one) => one.id === plan.diet)?.label;
  const pattern = PATTERNS.find((one) => one.id === plan.pattern)?.label;
  return [
    diet === undefined ? undefined : t.of(diet),
    plan.kcal === undefined ? undefined : t("{kcal} kcal a day", { kcal: plan.kcal }),
    (plan.leftovers ?? "none") === "none"
      ? undefined
      : leftoverWishWords(t, plan.leftovers ?? "none"),
    pattern === undefined ? undefined : t.of(pattern),
  ].filter((fact) => fact !== undefined);
};

/** Cuisines by the name that recipes give them. */
const cuisines: Readonly<Record<string, string>> = {
  american: "American",
  british: "British",
  caribbean: "Caribbean",
  chinese: "Chinese",
  ethiopian: "Ethiopian",
  french: "French",
  german: "German",
  greek: "Greek",
  hawaiian: "Hawaiian",
  hungarian: "Hungarian",
  indian: "Indian",
  indonesian: "Indonesian",
  italian: "Italian",
  japanese: "Japanese",
  korean: "Korean",
  mediterranean: "Mediterranean",
  mexican: "Mexican",
  "middle-eastern": "Middle Eastern",
  moroccan: "Moroccan",
  nordic: "Nordic",
  polish: "Polish",
  russian: "Russian",
  spanish: "Spanish",
  thai: "Thai",
  vietnamese: "Vietnamese",
  "west-african": "West African",
} satisfies Messages;

/** "Middle Eastern" for middle-eastern; "general" is none. */
export const cuisineWords = (t: Texts, id: string): string =>
  Object.hasOwn(cuisines, id) ? t.of(cuisines[id] ?? id) : id.replaceAll("-", " ");

/** A label inside a sentence; nouns of German keep their capital letter. */
export const inSentence = (t: Texts, label: string): string =>
  t.locale === "de" ? t.of(label) : t.of(label).toLocaleLowerCase(t.locale);

/** "milk, eggs, fish". */
export const allergenNames = (t: Texts, allergens: readonly Allergen[]): string =>
  t.list(
    allergens.map((one) => inSentence(t, ALLERGEN_LABELS[one])),
    { type: "unit", style: "short" },
  );

const FRACTIONS: Readonly<Record<number, string>> = { 0.25: "¼", 0.5: "½", 0.75: "¾" };

/** "1¼ servings". */
export const portionWords = (t: Texts, portion: number): string => {
  const wholes = Math.floor(portion);
  const part = FRACTIONS[portion - wholes] ?? "";
  if (part === "") return t.plural(portion, "{n} serving", "{n} servings");
  const amount = wholes === 0 ? part : `${t.number(wholes)}${part}`;
  return portion > 1 ? t("{amount} servings", { amount }) : t("{amount} serving", { amount });
};
