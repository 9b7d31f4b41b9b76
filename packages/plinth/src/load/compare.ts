import { seededNumbers } from "#core";
import type { Second } from "./recorder.ts";
import type { LoadResult } from "./results.ts";

const RESAMPLES = 2_000;
/** Fewer seconds than this say nothing about how a figure varies. */
const LEAST_SECONDS = 5;

/** How one figure of two runs compares. */
export interface Comparison {
  /** What was measured, such as "answers a second". */
  readonly measure: string;
  readonly before: number;
  readonly after: number;
  /** After divided by before, and where 95 % of resampled ratios lie; undefined where there was nothing before. */
  readonly ratio: number | undefined;
  readonly interval: readonly [low: number, high: number] | undefined;
  readonly verdict: "better" | "worse" | "no difference shown";
}

const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

/** Seconds were not all of a full length: the last one ended with the run. */
const wholeSeconds = ({ seconds }: Pick<LoadResult, "seconds">): readonly Second[] =>
  seconds.slice(0, -1);

/**
 * Compares two series of one measure: the ratio of means with a bootstrap interval (percentile
 * method, 2,000 resamples, a fixed seed). Series of fewer than five values show no difference.
 */
export const compareSeries = (
  measure: string,
  isMoreBetter: boolean,
  [before, after]: readonly [readonly number[], readonly number[]],
): Comparison => {
  const random = seededNumbers(before.length * 65_537 + after.length);
  const resample = (values: readonly number[]): number =>
    meanOf(values.map(() => values[Math.floor(random() * values.length)] ?? 0));
  const [old, now] = [meanOf(before), meanOf(after)];
  const plain = { measure, before: old, after: now };
  if (Math.min(before.length, after.length) < LEAST_SECONDS || (old === 0 && now === 0)) {
    const ratio = old === 0 ? undefined : now / old;
    return { ...plain, ratio, interval: undefined, verdict: "no difference shown" };
  }
  if (old === 0) {
    const verdict = isMoreBetter ? "better" : "worse";
    return { ...plain, ratio: undefined, interval: undefined, verdict };
  }
  const ratios = Array.from({ length: RESAMPLES }, () => {
    const divisor = resample(before);
    return divisor === 0 ? Number.POSITIVE_INFINITY : resample(after) / divisor;
  }).sort((a, b) => a - b);
  const low = ratios[Math.floor(RESAMPLES * 0.025)] ?? 1;
  const high = ratios[Math.floor(RESAMPLES * 0.975)] ?? 1;
  const isHigher = low > 1;
  const isLower = high < 1;
  const verdict =
    !isHigher && !isLower ? "no difference shown" : isHigher === isMoreBetter ? "better" : "worse";
  return { ...plain, ratio: now / old, interval: [low, high], verdict };
};

/** Seconds that have latencies: where nothing came back as expected they are 0, which is no speed. */
const timed = (seconds: readonly Second[]): readonly Second[] => seconds.filter(({ ok }) => ok > 0);

/**
 * Compares two runs second by second. A difference is called one only where the interval leaves 1
 * out.
 */
export const compareRuns = (
  before: Pick<LoadResult, "seconds">,
  after: Pick<LoadResult, "seconds">,
): readonly Comparison[] => {
  const runs = [wholeSeconds(before), wholeSeconds(after)] as const;
  const both = (read: (second: Second) => number, [old, now] = runs) =>
    [old.map(read), now.map(read)] as const;
  const answered = [timed(runs[0]), timed(runs[1])] as const;
  return [
    compareSeries(
      "answers a second",
      true,
      both(({ ok }) => ok),
    ),
    compareSeries(
      "p50 ms",
      false,
      both(({ p50 }) => p50, answered),
    ),
    compareSeries(
      "p99 ms",
      false,
      both(({ p99 }) => p99, answered),
    ),
    compareSeries(
      "errors a second",
      false,
      both(({ errors }) => errors),
    ),
  ];
};
