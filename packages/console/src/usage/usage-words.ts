import type { MeterUsage, PeriodUsage } from "./usage-api.ts";

const DAY_MS = 86_400_000;
const CHART_DAYS = 30;

const count = new Intl.NumberFormat("en");
const moment = new Intl.DateTimeFormat("en", {
  dateStyle: "medium",
  timeStyle: "short",
  timeZone: "UTC",
});

/** "plans" to "Plans". */
export const titleOf = ({ meter }: Pick<MeterUsage, "meter">): string => {
  const words = meter.replaceAll("-", " ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

const periodName = (period: PeriodUsage["period"]): string => {
  if (period === "day") return "today";
  return period === "period" ? "in the period that you pay for" : `this ${period}`;
};

/** "2 of 3 this month". */
export const periodWords = ({ used, limit, period }: PeriodUsage): string =>
  `${count.format(used)} of ${count.format(limit)} ${periodName(period)}`;

/** "Begins again Feb 1, 2026, 12:00 AM UTC". */
export const resetWords = ({ resetsAt }: PeriodUsage): string =>
  `Begins again ${moment.format(new Date(resetsAt))} UTC`;

/** What to say where most or all is used; undefined where there is nothing to say. */
export const warningWords = (
  meter: MeterUsage,
): { readonly isOver: boolean; readonly text: string } | undefined => {
  const [worst] = meter.periods
    .filter(({ reached, period }) => reached >= 75 && period !== "minute")
    .toSorted((a, b) => b.reached - a.reached);
  if (worst === undefined) return undefined;
  const isOver = worst.reached >= 100;
  const of = `${titleOf(meter)}: ${periodWords(worst)}`;
  return { isOver, text: `${of}${isOver ? " are used up" : " are used"}. ${resetWords(worst)}.` };
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
export const chartWords = (days: readonly { readonly used: number }[]): string => {
  const total = days.reduce((sum, { used }) => sum + used, 0);
  const busy = days.filter(({ used }) => used > 0).length;
  if (total === 0) return `Nothing used in the last ${days.length} days`;
  return `${count.format(total)} used on ${busy} of the last ${days.length} days`;
};
