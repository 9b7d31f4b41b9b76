import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "#core";
import { parseTraceContext, type TraceContext, traceparentOf } from "./context.ts";

/** Who waits for whom in a span. */
export type SpanKind = "server" | "client" | "consumer" | "internal";

/** Facts about a span; names follow OpenTelemetry's conventions. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

/** One piece of work that ended. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: SpanKind;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationMs: number;
  readonly attributes: SpanAttributes;
  readonly isFailed: boolean;
}

/** The span under way; work that outlives it belongs to no trace. */
export interface ActiveTrace extends TraceContext {
  readonly parentSpanId: string | undefined;
  isOver: boolean;
}

/** What a span is called. */
export interface SpanName {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes?: SpanAttributes;
}

/** How a span went; times in milliseconds of the monotonic clock. */
export interface SpanFacts extends SpanName {
  readonly startedMs: number;
  readonly durationMs: number;
  readonly isFailed: boolean;
}

/** Follows a trace through one process. */
export interface Tracer {
  /** The trace of a request; undefined where there is nothing to follow: it costs nothing then. */
  readonly arrive: (
    traceparent: string | undefined,
    tracestate: string | undefined,
  ) => ActiveTrace | undefined;
  /** Does work as part of a trace. */
  readonly run: <T>(trace: ActiveTrace, work: () => T) => T;
  /** The span under way here, if there is one. */
  readonly current: () => ActiveTrace | undefined;
  /** What is sent on to others; empty where there is no trace. */
  readonly headers: () => Readonly<Record<string, string>>;
  /** Ends the span of a trace that arrived. */
  readonly finish: (trace: ActiveTrace, facts: SpanFacts) => void;
  /** Notes a span below the one under way that has already ended. */
  readonly note: (facts: SpanFacts) => void;
  /** Does work as a span below the one under way; only the work where there is none. */
  readonly within: <T>(span: SpanName, work: () => Promise<T>) => Promise<T>;
  /** Does work as a span of a trace that came with it, and of no trace where none came. */
  readonly resume: <T>(
    traceparent: string | undefined,
    span: SpanName,
    work: () => Promise<T>,
  ) => Promise<T>;
}

/** What a tracer needs. */
export interface TracerParts {
  readonly clock: Clock;
  /** Milliseconds; the same that starts of spans are told by. */
  readonly monotonic: () => number;
  /** Random hexadecimal digits of so many bytes. */
  readonly hex: (bytes: number) => string;
  /** Share of traces that begin here and are recorded, 0 to 1; a caller's decision goes before. */
  readonly ratio: number;
  /** Takes a number from 0 to 1. */
  readonly draw: () => number;
  /** Takes spans that ended; without it nothing is recorded, and traces of callers are passed on. */
  readonly record?: (span: Span) => void;
}

/** Builds it. */
export const createTracer = (parts: TracerParts): Tracer => {
  const { clock, monotonic, hex, record } = parts;
  const storage = new AsyncLocalStorage<ActiveTrace | undefined>();

  const current = (): ActiveTrace | undefined => {
    const trace = storage.getStore();
    // A timer that a request began may go on for ever; its work is not the request's.
    return trace?.isOver === true ? undefined : trace;
  };

  const below = (parent: TraceContext): ActiveTrace => ({
    traceId: parent.traceId,
    // Who records nothing is no member of the trace.
    spanId: record === undefined ? parent.spanId : hex(8),
    parentSpanId: parent.spanId,
    isSampled: parent.isSampled,
    state: parent.state,
    isOver: false,
  });

  const begin = (): ActiveTrace | undefined =>
    record === undefined || parts.draw() >= parts.ratio
      ? undefined
      : {
          ...{ traceId: hex(16), spanId: hex(8), parentSpanId: undefined },
          ...{ isSampled: true, state: undefined, isOver: false },
        };

  const write = (
    ids: Pick<ActiveTrace, "traceId" | "spanId" | "parentSpanId">,
    facts: SpanFacts,
  ): void => {
    const { traceId, spanId, parentSpanId } = ids;
    const { name, kind, attributes = {}, startedMs, durationMs, isFailed } = facts;
    const startedAt = clock.now() - (monotonic() - startedMs);
    record?.({
      ...{ traceId, spanId, parentSpanId, name, kind, startedAt },
      ...{ durationMs, attributes, isFailed },
    });
  };

  const finish = (trace: ActiveTrace, facts: SpanFacts): void => {
    trace.isOver = true;
    if (trace.isSampled) write(trace, facts);
  };

  const inside = async <T>(
    trace: ActiveTrace,
    span: SpanName,
    work: () => Promise<T>,
  ): Promise<T> => {
    const startedMs = monotonic();
    let isFailed = true;
    try {
      const result = await storage.run(trace, work);
      isFailed = false;
      return result;
    } finally {
      finish(trace, { ...span, startedMs, durationMs: monotonic() - startedMs, isFailed });
    }
  };

  return {
    arrive: (traceparent, tracestate) => {
      const parent = parseTraceContext(traceparent, tracestate);
      return parent === undefined ? begin() : below(parent);
    },
    run: (trace, work) => storage.run(trace, work),
    current,
    headers: () => {
      const trace = current();
      if (trace === undefined) return {};
      const { state } = trace;
      return {
        traceparent: traceparentOf(trace),
        ...(state === undefined ? {} : { tracestate: state }),
      };
    },
    finish,
    note: (facts) => {
      const parent = current();
      if (record === undefined || parent === undefined || !parent.isSampled) return;
      write({ traceId: parent.traceId, spanId: hex(8), parentSpanId: parent.spanId }, facts);
    },
    within: (span, work) => {
      const parent = current();
      return parent === undefined ? work() : inside(below(parent), span, work);
    },
    resume: (traceparent, span, work) => {
      const parent = parseTraceContext(traceparent);
      return parent === undefined
        ? storage.run(undefined, work)
        : inside(below(parent), span, work);
    },
  };
};
