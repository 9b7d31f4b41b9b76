import { DIETS, PATTERNS } from "#core";
import type { SavedPlan } from "./plan-types.ts";

/** "Mon 23 Nov" for YYYY-MM-DD: a calendar date, the same in every time zone. */
export const dayWords = (date: string): string => {
  const time = Date.parse(`${date}T00:00:00Z`);
  if (!Number.isFinite(time)) return date;
  const format = new Intl.DateTimeFormat("en", {
    weekday: "short",
    day: "numeric",
    month: "short",
    timeZone: "UTC",
  });
  const parts = new Map(format.formatToParts(time).map((part) => [part.type, part.value]));
  return `${parts.get("weekday")} ${parts.get("day")} ${parts.get("month")}`;
};

/** "7 days from Mon 23 Nov". */
export const planTitle = (days: number, startDate: string | undefined): string => {
  const length = days === 1 ? "One day" : `${days} days`;
  return startDate === undefined ? length : `${length} from ${dayWords(startDate)}`;
};

/** The wishes of a plan in short words, what is known of them. */
export const planFacts = (
  plan: Partial<Pick<SavedPlan["request"], "diet" | "pattern" | "kcal">>,
): readonly string[] => {
  const diet = DIETS.find((one) => one.id === plan.diet)?.label;
  const pattern = PATTERNS.find((one) => one.id === plan.pattern)?.label;
  const kcal = plan.kcal === undefined ? undefined : `${plan.kcal.toLocaleString("en")} kcal a day`;
  return [diet, kcal, pattern].filter((fact) => fact !== undefined);
};

/** A plural without a library. */
export const count = (value: number, one: string, many = `${one}s`): string =>
  `${value} ${value === 1 ? one : many}`;

/** "1 1/4 servings". */
export const portionWords = (portion: number): string => {
  const fractions: Readonly<Record<number, string>> = { 0.25: "¼", 0.5: "½", 0.75: "¾" };
  const wholes = Math.floor(portion);
  const part = fractions[portion - wholes] ?? "";
  const text = wholes === 0 && part !== "" ? part : `${wholes}${part}`;
  return `${text} ${portion > 1 ? "servings" : "serving"}`;
};

/** A household measure without the table's notes on sizes: 'about 1 small (1-3/4" dia)'. */
export const householdWords = (text: string): string =>
  text
    .replaceAll(/\s*\([^)]*\)?/g, "")
    .replace(/, NS .*$/, "")
    .trim()
    .toLowerCase();
