import { isApiError } from "@plinth/console";
import { weekPlansIn } from "#core";

/** What a tier has of week plans, as a refusal tells it. */
export interface PlanLimit {
  readonly limit: number;
  /** ISO 8601. */
  readonly resetsAt: string;
}

/** The limit that was met, or undefined where the error is another one. */
export const limitOf = (error: unknown): PlanLimit | undefined => {
  if (!isApiError(error) || error.code !== "QUOTA_EXCEEDED") return undefined;
  const { meter, limit, resetsAt } = error.problem;
  if (meter !== "week-plans" || typeof limit !== "number" || typeof resetsAt !== "string") {
    return undefined;
  }
  return Number.isNaN(Date.parse(resetsAt)) ? undefined : { limit, resetsAt };
};

const day = new Intl.DateTimeFormat("en", { dateStyle: "long", timeZone: "UTC" });
const rule = new Intl.PluralRules("en");

const weeksText = (count: number): string =>
  rule.select(count) === "one" ? `${count} week plan` : `${count} week plans`;

/** What to say to somebody whose plan is more than is left. */
export const limitWords = (
  { limit, resetsAt }: PlanLimit,
  days: number,
): { readonly title: string; readonly text: string } => {
  const weeks = weekPlansIn(days);
  if (weeks > limit) {
    return {
      title: "This program is longer than your tier",
      text: `A plan of ${days} days counts as ${weeksText(weeks)}, one for each week that it begins. Your tier has ${limit} a month.`,
    };
  }
  const again = `They begin again on ${day.format(new Date(resetsAt))}.`;
  return weeks === 1
    ? {
        title: "Your week plans of this month are used up",
        text: `Your tier has ${weeksText(limit)} a month. ${again}`,
      }
    : {
        title: "Too few week plans are left this month",
        text: `A plan of ${days} days counts as ${weeksText(weeks)}, and fewer are left of the ${limit} of this month. ${again}`,
      };
};
