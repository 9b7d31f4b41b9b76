import type { MetricHistory } from "./metrics-api.ts";

/** What one route did in the time shown. */
export interface RouteTraffic {
  readonly route: string;
  readonly requests: number;
  /** Share of answers that were server errors; 0 to 1. */
  readonly errorShare: number;
  /** Seconds: the highest p95 of a step; null where nothing was measured. */
  readonly slowest: number | null;
}

const linesOf = (history: MetricHistory | undefined): ReadonlyMap<string, readonly number[]> =>
  new Map(
    history?.lines.map(({ label, values }) => [label, values.filter((value) => value !== null)]),
  );

const sum = (values: readonly number[] | undefined): number =>
  values?.reduce((total, value) => total + value, 0) ?? 0;

/** The routes that were asked for, the busiest first. */
export const busiestRoutes = (
  requests: MetricHistory,
  faults: MetricHistory | undefined,
  slow: MetricHistory | undefined,
): readonly RouteTraffic[] => {
  const errors = linesOf(faults);
  const delays = linesOf(slow);
  return [...linesOf(requests)]
    .map(([route, values]): RouteTraffic => {
      const all = sum(values);
      const seen = delays.get(route) ?? [];
      return {
        route,
        requests: all,
        errorShare: all === 0 ? 0 : sum(errors.get(route)) / all,
        slowest: seen.length === 0 ? null : Math.max(...seen),
      };
    })
    .filter((row) => row.requests > 0)
    .toSorted((a, b) => b.requests - a.requests);
};
