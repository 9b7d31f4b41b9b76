import type { MetricKind } from "#telemetry";
import { quantile } from "./quantiles.ts";

/** What can be asked of a series. */
export const STATISTICS = ["rate", "increase", "value", "mean", "p50", "p95", "p99"] as const;

/** One of them. */
export type Statistic = (typeof STATISTICS)[number];

/** What can be asked of each kind, the first where nothing is said. */
export const STATISTICS_OF: Readonly<Record<MetricKind, readonly Statistic[]>> = {
  counter: ["rate", "increase"],
  gauge: ["value"],
  histogram: ["p95", "p50", "p99", "mean", "rate", "increase"],
};

const SHARES: Readonly<Partial<Record<Statistic, number>>> = { p50: 0.5, p95: 0.95, p99: 0.99 };

/** What a group of series did in one step. */
export interface StepFigures {
  readonly kind: MetricKind;
  readonly buckets: readonly number[];
  /** Sums of deltas; of a gauge, its value. */
  readonly figures: readonly number[];
  /** Seconds of the step that somebody recorded. */
  readonly seconds: number;
}

const countOf = ({ kind, buckets, figures }: StepFigures): number =>
  kind === "histogram"
    ? buckets.reduce((sum, _, index) => sum + (figures[index] ?? 0), figures[buckets.length] ?? 0)
    : (figures[0] ?? 0);

/** A statistic of one step; null where it cannot be told. */
export const statisticOf = (statistic: Statistic, step: StepFigures): number | null => {
  const { buckets, figures, seconds } = step;
  const share = SHARES[statistic];
  if (share !== undefined) return quantile(share, buckets, figures);
  if (statistic === "value") return figures[0] ?? null;
  const count = countOf(step);
  if (statistic === "increase") return count;
  if (statistic === "mean") return count === 0 ? null : (figures[buckets.length + 1] ?? 0) / count;
  return seconds <= 0 ? null : count / seconds;
};
