import type { ChartSeries } from "../../kit/chart/index.ts";

/** The moment of a chart that somebody asks about. */
export interface Peak {
  /** Seconds since the epoch. */
  readonly at: number;
}

/** A peak is so many times as high as what nine tenths of the time stay below. */
const STANDS_OUT = 1.5;
const USUAL = 0.9;

const known = (values: readonly (number | null)[]): readonly number[] =>
  values.filter((value) => value !== null).toSorted((a, b) => a - b);

/**
 * Where a chart stands out most: the highest value of any line, as measured by what is usual for the
 * line itself. Undefined where nothing does, such as in a steady line or in the course of days.
 */
export const peakOf = (
  times: readonly number[],
  series: readonly ChartSeries[],
): Peak | undefined => {
  let best: { readonly at: number; readonly by: number } | undefined;
  for (const { values } of series) {
    const sorted = known(values);
    const highest = sorted.at(-1) ?? 0;
    const usual = sorted[Math.floor(USUAL * (sorted.length - 1))] ?? 0;
    if (highest <= 0 || sorted.length < 3) continue;
    const by = usual <= 0 ? Number.MAX_SAFE_INTEGER : highest / usual;
    const at = times[values.indexOf(highest)];
    if (at !== undefined && by >= STANDS_OUT && (best === undefined || by > best.by)) {
      best = { at, by };
    }
  }
  return best === undefined ? undefined : { at: best.at };
};
