/** The periods that meters count in, shortest first. All begin and end by UTC (P-038). */
export const PERIODS = ["minute", "day", "month"] as const;

/** One of them. */
export type Period = (typeof PERIODS)[number];

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** When the period that holds an instant began; milliseconds since the epoch. */
export const startOf = (period: Period, time: number): number => {
  if (period === "minute") return Math.floor(time / MINUTE_MS) * MINUTE_MS;
  if (period === "day") return Math.floor(time / DAY_MS) * DAY_MS;
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
};

/** When the period that began at an instant ends: the first millisecond that is not in it. */
export const endOf = (period: Period, start: number): number => {
  if (period === "minute") return start + MINUTE_MS;
  if (period === "day") return start + DAY_MS;
  const date = new Date(start);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
};

/** When each period that holds an instant began. */
export type Starts = Readonly<Record<Period, number>>;

/** The starts of all periods at an instant. */
export const startsAt = (time: number): Starts => ({
  minute: startOf("minute", time),
  day: startOf("day", time),
  month: startOf("month", time),
});
