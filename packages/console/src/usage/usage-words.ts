import type { Messages, Texts } from "../texts/index.ts";
import type { MeterUsage, PeriodUsage } from "./usage-api.ts";

const DAY_MS = 86_400_000;
const CHART_DAYS = 30;

/** "plans" to "Plans"; the names that the application's catalogs know are said by them. */
export const titleOf = (t: Texts, { meter }: Pick<MeterUsage, "meter">): string => {
  const words = meter.replaceAll("-", " ");
  return t.of(`${words.charAt(0).toUpperCase()}${words.slice(1)}`);
};

const periods = {
  minute: "{used} of {limit} this minute",
  day: "{used} of {limit} today",
  month: "{used} of {limit} this month",
  period: "{used} of {limit} in the period that you pay for",
} as const satisfies Messages;

/** "2 of 3 this month". */
export const periodWords = (t: Texts, { used, limit, period }: PeriodUsage): string =>
  t.of(periods[period], { used, limit });

const CLOCK = { hour: "numeric", minute: "2-digit" } as const;
const DAY = { weekday: "long", month: "long", day: "numeric" } as const;

/** "Starts fresh on Tuesday, December 1 at 1:00 AM", by the reader's clock. */
export const resetWords = (t: Texts, { period, resetsAt }: PeriodUsage): string => {
  const moment = new Date(resetsAt);
  return period === "minute"
    ? t("Starts fresh at {time}", { time: t.date(moment, CLOCK) })
    : t("Starts fresh on {moment}", { moment: t.date(moment, { ...DAY, ...CLOCK }) });
};

/** What to say where most or all is used; undefined where there is nothing to say. */
export const warningWords = (
  t: Texts,
  meter: MeterUsage,
): { readonly isOver: boolean; readonly text: string } | undefined => {
  const [worst] = meter.periods
    .filter(({ reached, period }) => reached >= 75 && period !== "minute")
    .toSorted((a, b) => b.reached - a.reached);
  if (worst === undefined) return undefined;
  const isOver = worst.reached >= 100;
  const values = {
    meter: titleOf(t, meter),
    period: periodWords(t, worst),
    reset: resetWords(t, worst),
  };
  const text = isOver
    ? t("{meter}: {period} are used up. {reset}.", values)
    : t("{meter}: {period} are used. {reset}.", values);
  return { isOver, text };
};

/** Every one of the last 30 days, those without use too, oldest first; days are those of UTC. */
export const chartDays = (
  { days }: Pick<MeterUsage, "days">,
  now: Date,
): readonly { readonly day: string; readonly used: number }[] => {
  const known = new Map(days.map(({ day, used }) => [day, used]));
  return Array.from({ length: CHART_DAYS }, (_, index) => {
    const time = now.getTime() - (CHART_DAYS - 1 - index) * DAY_MS;
    const day = new Date(time).toISOString().slice(0, 10);
    return { day, used: known.get(day) ?? 0 };
  });
};

/** The chart in words. */
export const chartWords = (t: Texts, days: readonly { readonly used: number }[]): string => {
  const total = days.reduce((sum, { used }) => sum + used, 0);
  const busy = days.filter(({ used }) => used > 0).length;
  const all = days.length;
  if (total === 0) {
    return t.plural(all, "Nothing used in the last day", "Nothing used in the last {n} days");
  }
  return t("{total} used on {busy} of the last {all} days", { total, busy, all });
};
