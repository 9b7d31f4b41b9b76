import type { ApiClient } from "../../client/index.ts";
import { boundsOf, type TimeRange } from "../../kit/chart/index.ts";

/** What can be asked of a metric. */
export type Statistic = "rate" | "increase" | "value" | "mean" | "p50" | "p95" | "p99";

/** One question about a metric. */
export interface MetricQuestion {
  readonly name: string;
  readonly statistic?: Statistic;
  /** The label that tells lines apart. */
  readonly by?: string;
  /** "status:5*;method:GET" */
  readonly where?: string;
}

/** Lines over time; times in seconds since the epoch. */
export interface MetricHistory {
  readonly name: string;
  readonly step: number;
  readonly times: readonly number[];
  readonly lines: readonly {
    /** Empty where no label was asked for. */
    readonly label: string;
    /** Null where nobody recorded anything. */
    readonly values: readonly (number | null)[];
  }[];
}

const ROOT = "/api/v1/admin/metrics";

const queryOf = (question: MetricQuestion, range: TimeRange, now: number): string => {
  const { from, to } = boundsOf(range, now);
  const query = new URLSearchParams({
    name: question.name,
    from: String(from * 1_000),
    to: String(to * 1_000),
    step: String(range.step),
  });
  for (const field of ["statistic", "by", "where"] as const) {
    const value = question[field];
    if (value !== undefined) query.set(field, value);
  }
  return query.toString();
};

/** Where the answer to a question lies as a file; `now` in seconds since the epoch. */
export const exportFile = (question: MetricQuestion, range: TimeRange, now: number): string =>
  `${ROOT}/export?${queryOf(question, range, now)}&format=csv`;

/** Asks how a metric went; `now` in seconds since the epoch. */
export const loadMetric = (
  client: ApiClient,
  question: MetricQuestion,
  range: TimeRange,
  now: number,
  signal?: AbortSignal,
): Promise<MetricHistory> => client.get(`${ROOT}?${queryOf(question, range, now)}`, signal);
