/** Label names to values of one child. */
export type Labels = Readonly<Record<string, string>>;

/** Only goes up. */
export interface CounterChild {
  /** Adds `amount` (1); amounts that are not above zero are ignored. */
  readonly inc: (amount?: number) => void;
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
  /** Counts one observation; durations are in seconds by Prometheus's convention. */
  readonly observe: (value: number) => void;
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
}

/** Declares a histogram; `buckets` are inclusive upper bounds in rising order, without infinity. */
export interface HistogramOptions extends MetricOptions {
  readonly buckets: readonly number[];
}

/**
 * The metrics of one application, shown as Prometheus text 0.0.4. Asking twice for the same name
 * with the same shape gives the same family; with another shape it throws a RangeError, as do names
 * that break the conventions.
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
  /** The text of a scrape, content type `text/plain; version=0.0.4; charset=utf-8`. */
  readonly render: () => string;
}
