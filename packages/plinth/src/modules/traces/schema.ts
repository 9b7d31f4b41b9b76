import { list, oneOf, type Static, strictObject, Type } from "#policy";

const TraceId = Type.String({ pattern: "^[0-9a-f]{32}$", maxLength: 32 });
const Milliseconds = Type.Number({ minimum: 0 });
const Count = Type.Integer({ minimum: 0 });
const Instant = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 });

const SpanSchema = strictObject({
  spanId: Type.String(),
  parentSpanId: Type.Union([Type.String(), Type.Null()]),
  name: Type.String(),
  kind: oneOf(["server", "client", "consumer", "internal"]),
  /** Since the beginning of the trace. */
  startMs: Type.Number(),
  durationMs: Milliseconds,
  isFailed: Type.Boolean(),
  attributes: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number()])),
});

const TraceSummary = strictObject({
  traceId: TraceId,
  /** Of the span that others are below, as far as this process has seen it. */
  name: Type.String(),
  /** Milliseconds since the epoch. */
  startedAt: Type.Number(),
  durationMs: Milliseconds,
  spans: Count,
  isFailed: Type.Boolean(),
  requestId: Type.Union([Type.String(), Type.Null()]),
});

/** GET /api/v1/admin/traces */
export const TracesQuery = strictObject({
  /** Only those in which something failed. */
  failed: Type.Optional(Type.Boolean()),
  /** Only those that took at least so many milliseconds. */
  minMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 3_600_000 })),
  /** Milliseconds since the epoch; only those that something happened in between. */
  from: Type.Optional(Instant),
  to: Type.Optional(Instant),
});

/** GET /api/v1/admin/traces */
export const TracesReply = strictObject({
  /** How many this process keeps at most; 0 where none are kept. */
  kept: Count,
  traces: list(TraceSummary, { max: 10_000 }),
});

/** Path of one trace. */
export const TraceParams = strictObject({ id: TraceId });

/** GET /api/v1/admin/traces/{id} */
export const TraceReply = strictObject({
  trace: TraceSummary,
  spans: list(SpanSchema, { max: 1_000 }),
  /** Spans that were not kept. */
  dropped: Count,
});

/** See {@link TraceSummary}. */
export type TraceView = Static<typeof TraceSummary>;
/** See {@link SpanSchema}. */
export type SpanView = Static<typeof SpanSchema>;
