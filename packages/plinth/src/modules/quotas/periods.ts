/**
 * The periods that meters count in. Minute, day and month begin and end by UTC (P-038); "period" is the
 * one that an account pays for, or the month where it pays for none.
 */
export const PERIODS = ["minute", "day", "month", "period"] as const;

/** One of them. */
export type Period = (typeof PERIODS)[number];

/** Those that are the same for everybody. */
export type CalendarPeriod = Exclude<Period, "period">;

/** What an account pays for at an instant; milliseconds since the epoch, the end not included. */
export interface PaidPeriod {
  readonly start: number;
  readonly end: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** When the period that holds an instant began; milliseconds since the epoch. */
export const startOf = (period: CalendarPeriod, time: number): number => {
  if (period === "minute") return Math.floor(time / MINUTE_MS) * MINUTE_MS;
  if (period === "day") return Math.floor(time / DAY_MS) * DAY_MS;
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
};

/** When the period that began at an instant ends: the first millisecond that is not in it. */
export const endOf = (period: CalendarPeriod, start: number): number => {
  if (period === "minute") return start + MINUTE_MS;
  if (period === "day") return start + DAY_MS;
  const date = new Date(start);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
};

/** When each period that holds an instant began, and when the one that is paid for ends. */
export type Starts = Readonly<Record<Period, number>> & { readonly periodEnd: number };

/** The starts of all periods at an instant. */
export const startsAt = (time: number, paid?: PaidPeriod): Starts => {
  const month = startOf("month", time);
  return {
    minute: startOf("minute", time),
    day: startOf("day", time),
    month,
    period: paid?.start ?? month,
    periodEnd: paid?.end ?? endOf("month", month),
  };
};

/** When a period that holds now ends. */
export const endAt = (period: Period, starts: Starts): number =>
  period === "period" ? starts.periodEnd : endOf(period, starts[period]);
