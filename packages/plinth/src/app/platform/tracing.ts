import type { Config } from "#config";
import { backgroundTimer, type Clock, monotonicClock, type Random } from "#core";
import type {
  CacheDeclaration,
  CacheManager,
  CacheView,
  Compute,
  EntryOptions,
} from "#services/cache";
import type { HandledJob } from "#services/jobs";
import type { OutboundClient } from "#services/outbound";
import type { StoreOptions } from "#store";
import {
  createSpanExport,
  createTraceRing,
  createTracer,
  type Logger,
  type Metrics,
  type Span,
  type TraceRing,
  type Tracer,
} from "#telemetry";

/** Traces of an application, and where they go. */
export interface Tracing {
  readonly tracer: Tracer;
  /** The newest traces of this process; empty where none are kept. */
  readonly traces: Pick<TraceRing, "list" | "find">;
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

/**
 * Builds the tracer; it records only where OTEL_EXPORTER_OTLP_ENDPOINT says whereto, or TRACES_KEPT that
 * the console shows them (OBS-07).
 */
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
  const { endpoint, sampleRatio, kept } = config.tracing;
  const exporter = endpoint === undefined ? undefined : createExport(endpoint, parts);
  const ring = createTraceRing(kept);
  const record = (span: Span): void => {
    exporter?.add(span);
    if (kept > 0) ring.add(span);
  };
  const tracer = createTracer({
    clock,
    monotonic: monotonicClock.now,
    hex: createHexDigits(random),
    ratio: sampleRatio,
    // Chooses which requests are looked at; nothing secret.
    draw: Math.random,
    ...(exporter === undefined && kept === 0 ? {} : { record }),
  });
  log.traceWith(() => tracer.current()?.traceId);
  return { tracer, traces: ring, close: async () => exporter?.close() };
};

/** So many random bytes are asked for at once. */
const POOL_BYTES = 512;

/** Random digits, cut out of a pool: requests that are followed take some each. */
const createHexDigits = (random: Random): ((bytes: number) => string) => {
  let pool = "";
  let at = 0;
  return (bytes) => {
    const length = 2 * bytes;
    if (at + length > pool.length) {
      pool = Buffer.from(random.bytes(Math.max(bytes, POOL_BYTES))).toString("hex");
      at = 0;
    }
    at += length;
    return pool.slice(at - length, at);
  };
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

const traceView = <T>(
  tracer: Pick<Tracer, "within">,
  name: string,
  view: CacheView<T>,
): CacheView<T> => {
  const within = <R>(work: (note: (outcome: string) => void) => Promise<R>): Promise<R> => {
    const attributes: Record<string, string> = { "plinth.cache": name };
    const span = { name: `cache ${name}`, kind: "internal", attributes } as const;
    return tracer.within(span, () =>
      work((outcome) => {
        attributes["plinth.cache.outcome"] = outcome;
      }),
    );
  };
  return {
    ...view,
    get: (key) =>
      within(async (note) => {
        const value = await view.get(key);
        note(value === undefined ? "nothing" : "kept");
        return value;
      }),
    // The overloads say of the result what `compute` says of its own.
    wrap: ((key: string, compute: Compute<T>, options?: EntryOptions) =>
      within((note) => {
        note("kept");
        const run: Compute<T> = (signal) => {
          note("computed");
          return compute(signal);
        };
        return view.wrap(key, run, options);
      })) as CacheView<T>["wrap"],
  };
};

/** Reads of caches as spans, where the request or job is followed; nothing is made elsewhere. */
export const traceCache = (
  tracer: Pick<Tracer, "current" | "within">,
  manager: CacheManager,
): CacheManager => {
  const followed = <T>(name: string, view: CacheView<T>): CacheView<T> => {
    const traced = traceView(tracer, name, view);
    const pick = (): CacheView<T> => (tracer.current() === undefined ? view : traced);
    return {
      ...view,
      get: (key) => pick().get(key),
      wrap: ((key: string, compute: Compute<T>, options?: EntryOptions) =>
        pick().wrap(key, compute, options)) as CacheView<T>["wrap"],
    };
  };
  return {
    ...manager,
    declare: <T>(declaration: CacheDeclaration) => {
      const cache = manager.declare<T>(declaration);
      return { ...cache, ...followed<T>(declaration.name, cache) };
    },
    declarePersonal: <T>(declaration: CacheDeclaration) => {
      const cache = manager.declarePersonal<T>(declaration);
      return {
        ...cache,
        of: (identity: string) =>
          tracer.current() === undefined
            ? cache.of(identity)
            : traceView(tracer, declaration.name, cache.of(identity)),
      };
    },
  };
};

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
