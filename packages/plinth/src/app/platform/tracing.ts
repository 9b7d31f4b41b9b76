import type { Config } from "#config";
import { backgroundTimer, type Clock, monotonicClock, type Random } from "#core";
import type { HandledJob } from "#services/jobs";
import type { OutboundClient } from "#services/outbound";
import type { StoreOptions } from "#store";
import { createSpanExport, createTracer, type Logger, type Metrics, type Tracer } from "#telemetry";

/** Traces of an application, and where they go. */
export interface Tracing {
  readonly tracer: Tracer;
  /** Sends what waits. */
  readonly close: () => Promise<void>;
}

const createExport = (
  endpoint: string,
  parts: { readonly metrics: Metrics; readonly name: string; readonly version: string },
) => {
  const spans = parts.metrics.counter({
    name: "trace_spans_total",
    help: "Spans, by whether the collector took them or they were lost",
    labels: ["outcome"],
  });
  const sent = spans.child({ outcome: "sent" });
  const dropped = spans.child({ outcome: "dropped" });
  return createSpanExport({
    endpoint,
    resource: { "service.name": parts.name, "service.version": parts.version },
    startTimer: backgroundTimer,
    onSent: (count) => sent.inc(count),
    onDropped: (count) => dropped.inc(count),
  });
};

/** Builds the tracer; it records only where OTEL_EXPORTER_OTLP_ENDPOINT says whereto (OBS-07). */
export const createTracing = (parts: {
  readonly config: Pick<Config, "tracing">;
  readonly clock: Clock;
  readonly random: Random;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly name: string;
  readonly version: string;
}): Tracing => {
  const { config, clock, random, log } = parts;
  const { endpoint, sampleRatio } = config.tracing;
  const exporter = endpoint === undefined ? undefined : createExport(endpoint, parts);
  const tracer = createTracer({
    clock,
    monotonic: monotonicClock.now,
    hex: (bytes) => Buffer.from(random.bytes(bytes)).toString("hex"),
    ratio: sampleRatio,
    // Chooses which requests are looked at; nothing secret.
    draw: Math.random,
    ...(exporter === undefined ? {} : { record: exporter.add }),
  });
  log.traceWith(() => tracer.current()?.traceId);
  return { tracer, close: async () => exporter?.close() };
};

/** A span for every statement of a request or job that is followed. */
export const traceStatements =
  (
    tracer: Pick<Tracer, "note">,
    observe: NonNullable<StoreOptions["onStatement"]>,
  ): NonNullable<StoreOptions["onStatement"]> =>
  (outcome) => {
    observe(outcome);
    const { statement, startedMs, durationMs, error } = outcome;
    tracer.note({
      name: statement.name,
      kind: "client",
      startedMs,
      durationMs,
      isFailed: error !== undefined,
      attributes: { "db.operation.name": statement.operation, "db.query.text": statement.text },
    });
  };

/** Calls outside as spans, which the other side is told of (P-106). */
export const traceOutbound = (
  tracer: Pick<Tracer, "current" | "headers" | "within">,
  outbound: OutboundClient,
): OutboundClient => ({
  request: (url, request = {}) =>
    tracer.current() === undefined
      ? outbound.request(url, request)
      : tracer.within(
          { name: `${request.method ?? "GET"} outside`, kind: "client" },
          // No address: what a caller wrote may hold secrets.
          () =>
            outbound.request(url, {
              ...request,
              headers: { ...request.headers, ...tracer.headers() },
            }),
        ),
});

/** Attempts of jobs as spans of the trace that enqueued them (P-106). */
export const traceJobs = (
  tracer: Pick<Tracer, "resume">,
  handled: readonly HandledJob[],
): readonly HandledJob[] =>
  handled.map((one) => ({
    ...one,
    handle: (payload, context) =>
      tracer.resume(
        context.origin.traceparent,
        {
          name: `job ${one.job.name}`,
          kind: "consumer",
          attributes: { "plinth.job_id": context.id, "plinth.attempt": context.attempt },
        },
        async () => one.handle(payload, context),
      ),
  }));
