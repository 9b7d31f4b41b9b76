import type { MetricFamily } from "#telemetry";

/** Kinds of routes: what they do is alike, so that one baseline fits. */
export const ROUTE_CLASSES = ["reads", "writes", "pages", "operations"] as const;

/** One of them. */
export type RouteClass = (typeof ROUTE_CLASSES)[number];

/** What is watched of each class. */
export const SIGNALS = ["latency", "errors", "rate"] as const;

/** One of them. */
export type Signal = (typeof SIGNALS)[number];

const OPERATIONS = /^\/(?:health|ready|metrics|docs|status)(?:[./]|$)|^\/api\/v1\/admin\//;

/** The class of a route by its method and template. */
export const classOf = (method: string, route: string): RouteClass => {
  if (OPERATIONS.test(route)) return "operations";
  if (!route.startsWith("/api/")) return "pages";
  return method === "GET" || method === "HEAD" ? "reads" : "writes";
};

/** What a class did, since the process began or between two looks. */
export interface Totals {
  readonly requests: number;
  /** Answers with 5xx. */
  readonly faults: number;
  /** Requests whose time was taken, and their time together in seconds. */
  readonly timed: number;
  readonly seconds: number;
}

const NOTHING: Totals = { requests: 0, faults: 0, timed: 0, seconds: 0 };

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Adds up the metrics of requests by class. */
export const totalsOf = (families: readonly MetricFamily[]): ReadonlyMap<RouteClass, Totals> => {
  const totals = new Map<RouteClass, Mutable<Totals>>(
    ROUTE_CLASSES.map((one) => [one, { ...NOTHING }]),
  );
  const each = (
    name: string,
    add: (into: Mutable<Totals>, cells: Float64Array, status: string) => void,
  ): void => {
    const family = families.find((one) => one.name === name);
    if (family === undefined) return;
    const at = (label: string): number => family.labels.indexOf(label);
    const [method, route, status] = [at("method"), at("route"), at("status")];
    for (const { labelValues, cells } of family.rows()) {
      const into = totals.get(classOf(labelValues[method] ?? "", labelValues[route] ?? ""));
      if (into !== undefined) add(into, cells, labelValues[status] ?? "");
    }
  };
  each("http_requests_total", (into, cells, status) => {
    into.requests += cells[0] ?? 0;
    if (status.startsWith("5")) into.faults += cells[0] ?? 0;
  });
  each("http_request_duration_seconds", (into, cells) => {
    for (const count of cells.subarray(0, -1)) into.timed += count;
    into.seconds += cells.at(-1) ?? 0;
  });
  return totals;
};

/** What happened between two looks; all of the later one where a counter began anew. */
export const between = (before: Totals = NOTHING, after: Totals): Totals =>
  after.requests < before.requests
    ? after
    : {
        requests: after.requests - before.requests,
        faults: after.faults - before.faults,
        timed: after.timed - before.timed,
        seconds: after.seconds - before.seconds,
      };

/** How a signal is measured, so that one limit of deviations fits all of them. */
export interface SignalScale {
  /** The value on a scale on which noise is alike everywhere; undefined where there is too little. */
  readonly measure: (totals: Totals) => number | undefined;
  /** The same value as people read it: seconds, a share, requests. */
  readonly shown: (measured: number) => number;
  /** How much chance alone varies it, given the mean on the scale. */
  readonly chance: (totals: Totals) => (mean: number) => number;
  /** Which side is strange. */
  readonly isStrange: (z: number) => boolean;
}

const LEAST_TIMED = 3;
const LEAST_REQUESTS = 5;
/** Fewer requests between two looks are people who come and go, and no rate. */
const LEAST_RATE = 5;
/** Counts by chance vary by one on this scale, whatever their mean (Anscombe 1948). */
const ANSCOMBE = 3 / 8;

const toScale = (count: number): number => 2 * Math.sqrt(count + ANSCOMBE);
const fromScale = (scaled: number): number => Math.max(0, (scaled / 2) ** 2 - ANSCOMBE);

/** How each signal is measured. */
export const SCALES: Readonly<Record<Signal, SignalScale>> = {
  // Times differ by factors: a logarithm makes them differ by sums.
  latency: {
    measure: ({ timed, seconds }) =>
      timed >= LEAST_TIMED && seconds > 0 ? Math.log(seconds / timed) : undefined,
    shown: (measured) => Math.exp(measured),
    chance:
      ({ timed }) =>
      () =>
        Math.max(0.1, 1 / Math.sqrt(timed)),
    isStrange: (z) => z > 0,
  },
  errors: {
    measure: ({ requests, faults }) => (requests >= LEAST_REQUESTS ? faults / requests : undefined),
    shown: (measured) => measured,
    chance:
      ({ requests }) =>
      (mean) => {
        const share = Math.min(1, Math.max(mean, 1 / requests));
        return Math.max(0.01, Math.sqrt((share * (1 - share)) / requests));
      },
    isStrange: (z) => z > 0,
  },
  rate: {
    measure: ({ requests }) => toScale(requests),
    shown: fromScale,
    // A class that hardly anybody asks has no rate to be off.
    chance: () => (mean) => (fromScale(mean) < LEAST_RATE ? Number.POSITIVE_INFINITY : 1),
    isStrange: () => true,
  },
};
