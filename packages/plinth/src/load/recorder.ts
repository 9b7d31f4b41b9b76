import { createHistogram, type RecordableHistogram } from "node:perf_hooks";
import type { FaultKind, Outcome } from "./wire/connection.ts";

/** Longest latency that is told apart, in microseconds: ten minutes. */
const LONGEST_US = 600_000_000;

/** Latencies in milliseconds. */
export interface Latencies {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p75: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** What was seen, of one endpoint or of all. */
export interface Tally {
  /** Answers as expected, unexpected answers and requests without an answer. */
  readonly requests: number;
  readonly ok: number;
  /** Answers by status. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Requests without an answer, by why. */
  readonly faults: Readonly<Partial<Record<FaultKind, number>>>;
  /** Bytes of answers. */
  readonly bytes: number;
  /** Of the answers that were as expected: a fast refusal must not look like speed. */
  readonly latency: Latencies;
}

/** One second of a run. */
export interface Second {
  /** Seconds since what is measured began. */
  readonly at: number;
  readonly ok: number;
  readonly errors: number;
  /** Milliseconds; 0 where nothing came back. */
  readonly p50: number;
  readonly p99: number;
}

const newHistogram = (): RecordableHistogram =>
  createHistogram({ lowest: 1, highest: LONGEST_US, figures: 3 });

const inMs = (micros: number): number => Math.round(micros) / 1000;

const latenciesOf = (histogram: RecordableHistogram): Latencies => {
  if (histogram.count === 0) {
    return { count: 0, mean: 0, p50: 0, p75: 0, p90: 0, p95: 0, p99: 0, p999: 0, max: 0 };
  }
  const at = (percent: number): number => inMs(histogram.percentile(percent));
  return {
    count: histogram.count,
    mean: inMs(histogram.mean),
    p50: at(50),
    p75: at(75),
    p90: at(90),
    p95: at(95),
    p99: at(99),
    p999: at(99.9),
    max: inMs(histogram.max),
  };
};

interface Counts {
  ok: number;
  bytes: number;
  readonly statuses: Map<number, number>;
  readonly faults: Map<FaultKind, number>;
  readonly histogram: RecordableHistogram;
}

const newCounts = (): Counts => ({
  ok: 0,
  bytes: 0,
  statuses: new Map(),
  faults: new Map(),
  histogram: newHistogram(),
});

const sum = (counts: Iterable<number>): number => [...counts].reduce((all, one) => all + one, 0);

const tallyOf = ({ ok, bytes, statuses, faults, histogram }: Counts): Tally => ({
  requests: sum(statuses.values()) + sum(faults.values()),
  ok,
  statuses: Object.fromEntries([...statuses].sort(([a], [b]) => a - b)),
  faults: Object.fromEntries(faults),
  bytes,
  latency: latenciesOf(histogram),
});

const mergeOf = (all: readonly Counts[]): Counts => {
  const merged = newCounts();
  for (const one of all) {
    merged.ok += one.ok;
    merged.bytes += one.bytes;
    if (one.histogram.count > 0) merged.histogram.add(one.histogram);
    for (const [status, count] of one.statuses) {
      merged.statuses.set(status, (merged.statuses.get(status) ?? 0) + count);
    }
    for (const [fault, count] of one.faults) {
      merged.faults.set(fault, (merged.faults.get(fault) ?? 0) + count);
    }
  }
  return merged;
};

/** Counts outcomes. Nothing counts before `begin`. */
export interface Recorder {
  readonly begin: () => void;
  /** `latencyMs` from the moment at which the request was due, which is not always when it left. */
  readonly record: (endpoint: number, outcome: Outcome, latencyMs: number) => void;
  /**
   * Answers so far, whatever their status, also from before `begin`; and requests that were given up,
   * which a server counts too, as those whose client left.
   */
  readonly answered: () => number;
  /** Ends the second that runs. */
  readonly tick: () => Second;
  readonly tally: () => Tally;
  readonly tallyOf: (endpoint: number) => Tally;
  readonly seconds: () => readonly Second[];
}

/**
 * Builds a recorder for so many endpoints. Histograms are HDR (three figures), so that percentiles
 * are those of all answers and not of a sample.
 */
export const createRecorder = (
  endpoints: number,
  isExpected: (status: number) => boolean,
): Recorder => {
  const counts = Array.from({ length: endpoints }, newCounts);
  const running = newHistogram();
  const seconds: Second[] = [];
  let hasBegun = false;
  let answered = 0;
  let ok = 0;
  let errors = 0;

  return {
    begin: () => {
      hasBegun = true;
    },
    record: (endpoint, { status, fault, wasSent, bytes }, latencyMs) => {
      if (fault === undefined || (fault === "timeout" && wasSent)) answered += 1;
      const own = counts[endpoint];
      if (!hasBegun || own === undefined) return;
      own.bytes += bytes;
      if (fault !== undefined) {
        errors += 1;
        own.faults.set(fault, (own.faults.get(fault) ?? 0) + 1);
        return;
      }
      own.statuses.set(status, (own.statuses.get(status) ?? 0) + 1);
      if (!isExpected(status)) {
        errors += 1;
        return;
      }
      const micros = Math.min(LONGEST_US, Math.max(1, Math.round(latencyMs * 1000)));
      ok += 1;
      own.ok += 1;
      own.histogram.record(micros);
      running.record(micros);
    },
    answered: () => answered,
    tick: () => {
      const { p50, p99 } = latenciesOf(running);
      const second = { at: seconds.length, ok, errors, p50, p99 };
      seconds.push(second);
      running.reset();
      ok = 0;
      errors = 0;
      return second;
    },
    tally: () => tallyOf(mergeOf(counts)),
    tallyOf: (endpoint) => tallyOf(counts[endpoint] ?? newCounts()),
    seconds: () => seconds,
  };
};
