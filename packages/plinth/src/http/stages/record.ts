import type { Clock } from "#core";
import type { RoutePolicy } from "#policy";
import type { ActiveTrace, Logger, Metrics, Tracer } from "#telemetry";
import type { RequestContext } from "../request/context.ts";
import type { RouteRecorder } from "./route-recorder.ts";

/** Bucket borders in seconds: fine below the 100 ms that most routes promise. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Slower than this counts into slow_requests (HLT-06). */
const SLOW_SECONDS = 1;

/** Totals since start, for /health. */
export interface RequestTotals {
  readonly total: number;
  readonly averageSeconds: number;
  readonly slow: number;
  readonly inFlight: number;
}

/** Counts and logs every answer exactly once, aborted requests included (P-032). */
export interface Recorder {
  readonly forRoute: (policy: RoutePolicy, label?: string) => RouteRecorder;
  readonly arrived: () => void;
  readonly record: (context: RequestContext, status: number, code: string | undefined) => void;
  readonly totals: () => RequestTotals;
}

const quote = (text: string): string => JSON.stringify(text);

/** ISO 8601 text of an instant; the text is made once per millisecond. */
const createIsoClock = (clock: Clock): (() => string) => {
  let last = Number.NaN;
  let text = "";
  return () => {
    const now = clock.now();
    if (now !== last) {
      last = now;
      text = new Date(now).toISOString();
    }
    return text;
  };
};

/** What the application asks itself, and by which name. */
const PROBED = "/ready";
const PROBER = "plinth-prober";
const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "::1"]);

/** A look of the application at itself that was answered: so it is told every few seconds. */
const isOwnLook = (context: RequestContext, status: number): boolean =>
  context.route.recorder.isProbed &&
  status === 200 &&
  LOOPBACK.has(context.clientAddress) &&
  context.header("user-agent") === PROBER;

const accessLine = (
  context: RequestContext,
  status: number,
  code: string | undefined,
  time: string,
  seconds: number,
): string => {
  const { described } = context.route.recorder;
  const level = status >= 500 ? "error" : status >= 400 ? "warn" : "info";
  const user = context.principal === undefined ? "" : `,"userId":"${context.principal.userId}"`;
  const fault = code === undefined ? "" : `,"code":"${code}"`;
  const trace = context.trace === undefined ? "" : `,"traceId":"${context.trace.traceId}"`;
  return `{"level":"${level}","time":"${time}","component":"http","message":"request","requestId":"${context.requestId}",${described},"status":${status},"durationMs":${(seconds * 1000).toFixed(2)},"clientAddress":"${context.clientAddress}"${user}${fault}${trace}}`;
};

/** Builds the recorder of a server. */
export const createRecorder = (parts: {
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly clock: Clock;
  /** Milliseconds of a monotonic clock. */
  readonly monotonic: () => number;
  /** Ends the span of a request that is followed. */
  readonly tracer?: Pick<Tracer, "finish">;
}): Recorder => {
  const requests = parts.metrics.counter({
    name: "http_requests_total",
    help: "Requests answered, by route template and status; 499 is a client that left",
    labels: ["method", "route", "status"],
  });
  const durations = parts.metrics.histogram({
    name: "http_request_duration_seconds",
    help: "Time from arrival to answer",
    labels: ["method", "route"],
    buckets: BUCKETS,
  });
  const inFlight = parts.metrics
    .gauge({ name: "http_requests_in_flight", help: "Requests that wait for their answer" })
    .child();
  parts.metrics.onCollect(() => inFlight.set(flying));
  const isoNow = createIsoClock(parts.clock);
  let total = 0;
  let seconds = 0;
  let slow = 0;
  let flying = 0;

  const counterFor = (recorder: RouteRecorder, status: number) => {
    const known = recorder.byStatus.get(status);
    if (known !== undefined) return known;
    const { method, route } = recorder;
    const child = requests.child({ method, route, status: String(status) });
    recorder.byStatus.set(status, child);
    return child;
  };

  /** The metric names the trace as an example, and the trace has the request as a span. */
  const traced = (
    { requestId, route, startedAt }: RequestContext,
    trace: ActiveTrace,
    status: number,
    elapsed: number,
  ): void => {
    const { recorder } = route;
    recorder.duration.observe(
      elapsed,
      trace.isSampled
        ? {
            labels: { trace_id: trace.traceId, request_id: requestId },
            at: parts.clock.now(),
          }
        : undefined,
    );
    parts.tracer?.finish(trace, {
      name: `${recorder.method} ${recorder.route}`,
      kind: "server",
      startedMs: startedAt,
      durationMs: elapsed * 1_000,
      isFailed: status >= 500,
      attributes: {
        "http.request.method": recorder.method,
        "http.route": recorder.route,
        "http.response.status_code": status,
        "plinth.request_id": requestId,
      },
    });
  };

  return {
    forRoute: (policy, label) => {
      const { method } = policy;
      const route = label ?? policy.path;
      const duration = durations.child({ method, route });
      const described = `"method":${quote(method)},"route":${quote(policy.path)}`;
      const isProbed = policy.path === PROBED;
      return { route, method, described, isProbed, duration, byStatus: new Map() };
    },
    arrived: () => {
      flying += 1;
    },
    record: (context, status, code) => {
      // A stream may last for hours; what counts is how long its client waited for the beginning.
      const elapsed = ((context.answeredAt ?? parts.monotonic()) - context.startedAt) / 1000;
      flying -= 1;
      total += 1;
      seconds += elapsed;
      if (elapsed > SLOW_SECONDS) slow += 1;
      const { recorder } = context.route;
      counterFor(recorder, status).inc();
      const { trace } = context;
      if (trace === undefined) recorder.duration.observe(elapsed);
      else traced(context, trace, status, elapsed);
      if (isOwnLook(context, status) && !parts.log.isEnabled("debug")) return;
      parts.log.writeLine(accessLine(context, status, code, isoNow(), elapsed));
    },
    totals: () => ({
      total,
      averageSeconds: total === 0 ? 0 : seconds / total,
      slow,
      inFlight: flying,
    }),
  };
};
