import type { ApiClient } from "../../client/index.ts";

/** A trace in one line; times in milliseconds. */
export interface TraceSummary {
  readonly traceId: string;
  readonly name: string;
  /** Since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly spans: number;
  readonly isFailed: boolean;
  readonly requestId: string | null;
}

/** A piece of work within a trace; times in milliseconds since its beginning. */
export interface Span {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly kind: "server" | "client" | "consumer" | "internal";
  readonly startMs: number;
  readonly durationMs: number;
  readonly isFailed: boolean;
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** The newest traces; `kept` is 0 where none are kept. */
export interface TraceList {
  readonly kept: number;
  readonly traces: readonly TraceSummary[];
}

/** A whole trace, as far as it was kept. */
export interface TraceDetail {
  readonly trace: TraceSummary;
  readonly spans: readonly Span[];
  readonly dropped: number;
}

/** Which traces are wanted; times in seconds since the epoch. */
export interface TraceQuestion {
  readonly onlyFailed: boolean;
  readonly from: number | null;
  readonly to: number | null;
}

const ROOT = "/api/v1/admin/traces";

/** Names the calls about traces. */
export const createTracesApi = (client: ApiClient) => ({
  /** Those of a time, in seconds since the epoch; of any where it is absent. */
  list: (question: TraceQuestion, signal?: AbortSignal) => {
    const { onlyFailed, from, to } = question;
    const query = new URLSearchParams({
      ...(onlyFailed ? { failed: "true" } : {}),
      ...(from === null ? {} : { from: String(from * 1_000) }),
      ...(to === null ? {} : { to: String(to * 1_000) }),
    }).toString();
    return client.get<TraceList>(query === "" ? ROOT : `${ROOT}?${query}`, signal);
  },
  find: (id: string, signal?: AbortSignal) =>
    client.get<TraceDetail>(`${ROOT}/${encodeURIComponent(id)}`, signal),
});
