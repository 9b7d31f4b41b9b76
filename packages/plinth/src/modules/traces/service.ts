import { platformErrors } from "#core";
import type { KeptTrace, Span, TraceRing } from "#telemetry";
import type { SpanView, TraceView } from "./schema.ts";

/** The span that all others are below; the earliest where its own is not here, or not yet. */
const rootOf = (spans: readonly Span[]): Span | undefined => {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const tops = spans.filter(
    ({ parentSpanId }) => parentSpanId === undefined || !ids.has(parentSpanId),
  );
  return tops.toSorted((a, b) => a.startedAt - b.startedAt)[0];
};

const summaryOf = ({ traceId, spans }: KeptTrace): TraceView => {
  const startedAt = Math.min(...spans.map((span) => span.startedAt));
  const endedAt = Math.max(...spans.map((span) => span.startedAt + span.durationMs));
  const requestId = spans
    .map(({ attributes }) => attributes["plinth.request_id"])
    .find((id) => typeof id === "string");
  return {
    traceId,
    name: rootOf(spans)?.name ?? "unknown",
    startedAt,
    durationMs: Math.max(0, endedAt - startedAt),
    spans: spans.length,
    isFailed: spans.some(({ isFailed }) => isFailed),
    requestId: requestId ?? null,
  };
};

const spanView = (span: Span, startedAt: number): SpanView => ({
  spanId: span.spanId,
  parentSpanId: span.parentSpanId ?? null,
  name: span.name,
  kind: span.kind,
  startMs: span.startedAt - startedAt,
  durationMs: span.durationMs,
  isFailed: span.isFailed,
  attributes: span.attributes,
});

/** Builds the view of the traces that a process keeps (OBS-07). */
export const createTraceViews = (parts: {
  readonly traces: Pick<TraceRing, "list" | "find">;
  /** How many are kept at most. */
  readonly kept: number;
}) => ({
  list: ({
    failed = false,
    minMs = 0,
    from = 0,
    to = Number.POSITIVE_INFINITY,
  }: {
    readonly failed?: boolean | undefined;
    readonly minMs?: number | undefined;
    readonly from?: number | undefined;
    readonly to?: number | undefined;
  }) => ({
    kept: parts.kept,
    traces: parts.traces
      .list()
      .map(summaryOf)
      .filter((one) => one.durationMs >= minMs && (!failed || one.isFailed))
      .filter(({ startedAt, durationMs }) => startedAt < to && startedAt + durationMs >= from),
  }),
  /** @throws {AppError} NOT_FOUND for one that is not kept, or was on another node. */
  find: (traceId: string) => {
    const kept = parts.traces.find(traceId);
    if (kept === undefined) throw platformErrors.make.NOT_FOUND();
    const trace = summaryOf(kept);
    return {
      trace,
      spans: kept.spans
        .map((span) => spanView(span, trace.startedAt))
        .toSorted((a, b) => a.startMs - b.startMs),
      dropped: kept.dropped,
    };
  },
});

/** See {@link createTraceViews}. */
export type TraceViews = ReturnType<typeof createTraceViews>;
