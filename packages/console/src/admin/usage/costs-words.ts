import type { CostGroup } from "./costs-api.ts";

const DAY_MS = 86_400_000;

const count = new Intl.NumberFormat("en");
const money = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 6 });

/** How much of the past is looked at, by its number of days. */
export const SPANS = [
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
] as const;
export type Span = (typeof SPANS)[number]["value"];

/** When a span begins: the start of its first day, UTC, so that it stays the same all day. */
export const startOf = (span: Span, now: Date): number => {
  const today = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  return today - (Number(span) - 1) * DAY_MS;
};

/** Millionths as people write amounts: "0.0125". The currency is that of the declared prices. */
export const amountWords = (micros: number): string => money.format(micros / 1_000_000);

/** One day of the chart. */
export interface CostDay {
  readonly day: string;
  readonly calls: number;
  readonly costMicros: number;
}

/** Every day of a span, those without calls too, oldest first; days are those of UTC. */
export const chartDays = (
  groups: readonly Pick<CostGroup, "group" | "calls" | "costMicros">[],
  span: Span,
  now: Date,
): readonly CostDay[] => {
  const known = new Map(groups.map((one) => [one.group, one]));
  const first = startOf(span, now);
  return Array.from({ length: Number(span) }, (_, index) => {
    const day = new Date(first + index * DAY_MS).toISOString().slice(0, 10);
    const found = known.get(day);
    return { day, calls: found?.calls ?? 0, costMicros: found?.costMicros ?? 0 };
  });
};

/** The chart in words. */
export const chartWords = (days: readonly CostDay[]): string => {
  const calls = days.reduce((sum, day) => sum + day.calls, 0);
  if (calls === 0) return `No paid calls in ${days.length} days`;
  const micros = days.reduce((sum, day) => sum + day.costMicros, 0);
  const busy = days.filter((day) => day.calls > 0).length;
  return `${count.format(calls)} calls for ${amountWords(micros)} on ${busy} of ${days.length} days`;
};

/** A number as people read it. */
export const countWords = (value: number): string => count.format(value);
