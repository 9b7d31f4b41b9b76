import { isApiError, type Texts } from "@plinth/console";
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

/** What to say to somebody whose plan is more than is left. */
export const limitWords = (
  t: Texts,
  { limit, resetsAt }: PlanLimit,
  days: number,
): { readonly title: string; readonly text: string } => {
  const weeks = weekPlansIn(days);
  // A date stays on its line: its spaces do not break.
  const day = t
    .date(new Date(resetsAt), { dateStyle: "long", timeZone: "UTC" })
    .replaceAll(" ", "\u00a0");
  if (weeks > limit) {
    return {
      title: t("This program is longer than your tier"),
      text: t.plural(
        weeks,
        "A plan of {days} days counts as 1 week plan, one for each week that it begins. Your tier has {limit} a month.",
        "A plan of {days} days counts as {n} week plans, one for each week that it begins. Your tier has {limit} a month.",
        { days, limit },
      ),
    };
  }
  if (weeks === 1) {
    return {
      title: t("Your week plans of this month are used up"),
      text: t.plural(
        limit,
        "Your tier has 1 week plan a month. They begin again on {day}.",
        "Your tier has {n} week plans a month. They begin again on {day}.",
        { day },
      ),
    };
  }
  return {
    title: t("Too few week plans are left this month"),
    text: t.plural(
      weeks,
      "A plan of {days} days counts as 1 week plan, and fewer are left of the {limit} of this month. They begin again on {day}.",
      "A plan of {days} days counts as {n} week plans, and fewer are left of the {limit} of this month. They begin again on {day}.",
      { days, limit, day },
    ),
  };
};
