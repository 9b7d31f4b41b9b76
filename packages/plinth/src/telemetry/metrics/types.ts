/** Label names to values of one child. */
export type Labels = Readonly<Record<string, string>>;

/** One observation that can be looked up elsewhere, such as the trace of a request. */
export interface Exemplar {
  /** Names and values together at most 128 characters, or it is left out of the scrape. */
  readonly labels: Labels;
  /** When it was, in milliseconds since the epoch. */
  readonly at: number;
}

/** Only goes up. */
export interface CounterChild {
  /** Adds `amount` (1); amounts that are not above zero are ignored. */
  readonly inc: (amount?: number) => void;
  /**
   * Says what a counter of somebody else stands at, such as one of a server. A smaller number than
   * before means that it began anew, and is passed on as that.
   */
  readonly mirror: (total: number) => void;
  readonly value: () => number;
}

/** Goes up and down. */
export interface GaugeChild {
  readonly set: (value: number) => void;
  /** Adds `amount` (1), which may be negative. */
  readonly inc: (amount?: number) => void;
  readonly dec: (amount?: number) => void;
  readonly value: () => number;
}

/** Counts observations by size. */
export interface HistogramChild {
  /**
   * Counts one observation; durations are in seconds by Prometheus's convention. The newest exemplar
   * of a bucket is kept for scrapes in the OpenMetrics format.
   */
  readonly observe: (value: number, exemplar?: Exemplar) => void;
  readonly count: () => number;
  readonly sum: () => number;
}

/** A metric and its children, one for every combination of label values. */
export interface Family<C> {
  readonly name: string;
  /**
   * The child with these label values: resolve it once (at boot, per route) and keep it. Beyond the
   * family's limit of children every new combination gives the one child whose labels all say
   * "overflow", so that no input can grow the memory.
   * @throws {RangeError} when the names are not exactly the declared labels.
   */
  readonly child: (labels?: Labels) => C;
}

/** A counter and its children. */
export type Counter = Family<CounterChild>;
/** A gauge and its children. */
export type Gauge = Family<GaugeChild>;
/** A histogram and its children. */
export type Histogram = Family<HistogramChild>;

/** Declares a counter or gauge. */
export interface MetricOptions {
  /** snake_case with its unit; counters end in _total, e.g. http_requests_total. */
  readonly name: string;
  /** One line for people who read the scrape. */
  readonly help: string;
  /** Label names; their values must be bounded (route templates, never paths). */
  readonly labels?: readonly string[];
  /** Most children before "overflow" takes over; 2,000 if not given. */
  readonly maxChildren?: number;
  /**
   * "shared" where every node sees the same figure of one server: it is not added up over nodes, and
   * what was counted before this process began is no news. "process" where this is absent.
   */
  readonly scope?: MetricScope;
}

/** Whether a figure is of this process, or of a server that all nodes see. */
export type MetricScope = "process" | "shared";

/** The kinds of the text format that we use. */
export type MetricKind = "counter" | "gauge" | "histogram";

/** One child as it stands; the numbers change under whoever keeps it. */
export interface MetricRow {
  readonly labelValues: readonly string[];
  /** Counter, gauge: the value. Histogram: one count a bucket, the count beyond them, the sum. */
  readonly cells: Float64Array;
  /** The newest exemplar of a bucket, and what was observed. */
  readonly exemplar: (
    bucket: number,
  ) => { readonly exemplar: Exemplar; readonly value: number } | undefined;
}

/** A family as it stands. */
export interface MetricFamily {
  readonly kind: MetricKind;
  readonly name: string;
  readonly help: string;
  readonly scope: MetricScope;
  readonly labels: readonly string[];
  /** Inclusive upper bounds; empty for what is no histogram. */
  readonly buckets: readonly number[];
  readonly rows: () => readonly MetricRow[];
}

/** The two formats of a scrape. */
export type MetricFormat = "text" | "openmetrics";

/** Declares a histogram; `buckets` are inclusive upper bounds in rising order, without infinity. */
export interface HistogramOptions extends MetricOptions {
  readonly buckets: readonly number[];
}

/**
 * The metrics of one application. Asking twice for the same name with the same shape gives the same
 * family; with another shape it throws a RangeError, as do names that break the conventions.
 */
export interface Metrics {
  readonly counter: (options: MetricOptions) => Counter;
  readonly gauge: (options: MetricOptions) => Gauge;
  readonly histogram: (options: HistogramOptions) => Histogram;
  /**
   * Calls `collect` before every scrape, to set gauges that are costly to keep. One that throws is
   * counted in metrics_collect_failures_total and spoils nothing else. The result removes it.
   */
  readonly onCollect: (collect: () => void) => () => void;
  /**
   * The same for figures that have to be waited for, such as those of a server. One that rejects, or
   * takes longer than 2 s, is counted as a failure; a slow one is not begun again before it ended.
   */
  readonly onRefresh: (refresh: () => Promise<void>) => () => void;
  /** Brings the figures up to date that have to be waited for. Never rejects; 2 s at most. */
  readonly refresh: () => Promise<void>;
  /** All families as they stand; runs what `onCollect` was given. */
  readonly families: () => readonly MetricFamily[];
  /**
   * The text of a scrape: Prometheus text 0.0.4, or OpenMetrics 1.0.0, which has exemplars. See
   * {@link METRIC_CONTENT_TYPES} for their content types.
   */
  readonly render: (format?: MetricFormat) => string;
}
