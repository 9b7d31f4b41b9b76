import type { MetricFamily, MetricKind, MetricScope } from "#telemetry";
import type { Figures } from "./cells.ts";
import { MAX_SERIES } from "./tiers.ts";

/** One series as it is known to all nodes. */
export interface Series {
  /** From name and labels, so that all nodes and restarts agree on it. */
  readonly id: string;
  readonly name: string;
  readonly kind: MetricKind;
  readonly scope: MetricScope;
  readonly help: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly buckets: readonly number[];
}

/** What a series did since the figures were taken before: deltas, or a gauge's value. */
export interface Change {
  readonly series: Series;
  readonly figures: Figures;
}

interface Known {
  readonly series: Series;
  /** Cells as they stood before. */
  before: Float64Array;
}

/** Takes figures again and again. */
export interface Recorder {
  /** What changed since the last time; gauges always, unless they are NaN. */
  readonly take: (families: readonly MetricFamily[]) => readonly Change[];
  /** Series that found no room. */
  readonly left: () => number;
}

/** A counter that went down began anew: all of it is news then. */
const difference = (now: Float64Array, before: Float64Array): number[] => {
  const isReset = now.some((value, cell) => cell < now.length - 1 && value < (before[cell] ?? 0));
  return Array.from(now, (value, cell) => (isReset ? value : value - (before[cell] ?? 0)));
};

const counted = ({ kind }: Series, now: Float64Array, before: Float64Array): number[] => {
  if (kind === "histogram") return difference(now, before);
  const [value = 0] = now;
  const [last = 0] = before;
  return [value >= last ? value - last : value];
};

/** Builds a recorder that knows nothing yet; `idOf` is the same for the same text everywhere. */
export const createRecorder = (idOf: (text: string) => string): Recorder => {
  const known = new Map<string, (Known | undefined)[]>();
  let size = 0;
  let left = 0;

  const meet = (family: MetricFamily, labelValues: readonly string[]): Known | undefined => {
    if (size >= MAX_SERIES) {
      left += 1;
      return undefined;
    }
    size += 1;
    const { name, kind, scope, help, buckets } = family;
    const labels = Object.fromEntries(
      family.labels.map((label, index) => [label, labelValues[index] ?? ""]),
    );
    const id = idOf(JSON.stringify([name, kind, buckets, labels]));
    const width = kind === "histogram" ? buckets.length + 2 : 1;
    const series = { id, name, kind, scope, help, labels, buckets };
    return { series, before: new Float64Array(width) };
  };

  const changeOf = (one: Known, now: Float64Array, isNew: boolean): Change | undefined => {
    const { series } = one;
    if (series.kind === "gauge") {
      const [value = Number.NaN] = now;
      return Number.isFinite(value) ? { series, figures: [value] } : undefined;
    }
    const { before } = one;
    one.before = Float64Array.from(now);
    // What a server counted before anybody looked did not happen just now.
    if (isNew && series.scope === "shared") return undefined;
    const figures = counted(series, now, before);
    return figures.some((value) => value !== 0) ? { series, figures } : undefined;
  };

  const takeFamily = (family: MetricFamily): readonly Change[] => {
    const rows = known.get(family.name) ?? [];
    known.set(family.name, rows);
    // Children keep their place, so that no name has to be put together again.
    return family.rows().flatMap(({ labelValues, cells }, index) => {
      const isNew = !(index in rows);
      if (isNew) rows[index] = meet(family, labelValues);
      const one = rows[index];
      const change = one === undefined ? undefined : changeOf(one, cells, isNew);
      return change === undefined ? [] : [change];
    });
  };

  return { take: (families) => families.flatMap(takeFamily), left: () => left };
};
