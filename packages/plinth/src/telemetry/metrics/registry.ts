import { backgroundTimer, type StartTimer } from "#core";
import { createChildren } from "./children.ts";
import { counterChild, gaugeChild, histogramChild } from "./handles.ts";
import { createRefreshers } from "./refreshers.ts";
import { renderFamilies } from "./text.ts";
import type {
  Family,
  HistogramOptions,
  MetricFamily,
  MetricKind,
  MetricOptions,
  Metrics,
} from "./types.ts";

const SNAKE = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/;

const nameFault = (kind: MetricKind, name: string): string | undefined => {
  if (!SNAKE.test(name)) return "is not snake_case";
  if (kind === "counter") return name.endsWith("_total") ? undefined : "must end in _total";
  return /_(?:total|count|sum|bucket|created|info)$/.test(name)
    ? "ends in a reserved suffix"
    : undefined;
};

const labelFault = (labels: readonly string[]): string | undefined => {
  const bad = labels.find((label) => !SNAKE.test(label) || label === "le" || label === "quantile");
  if (bad !== undefined) return `has a label "${bad}" that is reserved or not snake_case`;
  return new Set(labels).size === labels.length ? undefined : "has a label twice";
};

const bucketFault = (buckets: readonly number[]): string | undefined =>
  buckets.length > 0 &&
  buckets.every((bound, index) => Number.isFinite(bound) && bound > (buckets[index - 1] ?? -1e308))
    ? undefined
    : "needs finite buckets in rising order";

const requireShape = (kind: MetricKind, options: MetricOptions | HistogramOptions): void => {
  const fault =
    nameFault(kind, options.name) ??
    (options.help.trim() === "" ? "needs a help text" : undefined) ??
    labelFault(options.labels ?? []) ??
    ("buckets" in options ? bucketFault(options.buckets) : undefined);
  if (fault !== undefined) throw new RangeError(`metric ${options.name} ${fault}`);
};

const shapeOf = (
  kind: string,
  { labels = [], scope = "process" }: MetricOptions,
  buckets: readonly number[],
): string => JSON.stringify([kind, scope, labels, buckets]);

interface Registered {
  readonly shape: string;
  readonly state: MetricFamily;
  readonly family: unknown;
}

/** Builds an empty set of metrics; `startTimer` bounds the wait for figures of others. */
export const createMetrics = (options: { readonly startTimer?: StartTimer } = {}): Metrics => {
  const families = new Map<string, Registered>();
  const collectors = new Set<() => void>();

  const register = <C>(
    kind: MetricKind,
    options: MetricOptions,
    buckets: readonly number[],
    build: Parameters<typeof createChildren<C>>[0]["build"],
  ): Family<C> => {
    const { name, help, labels = [], maxChildren = 2_000, scope = "process" } = options;
    const shape = shapeOf(kind, options, buckets);
    const known = families.get(name);
    if (known !== undefined) {
      // The same shape was built by the same `build`, so the family has the same child type.
      if (known.shape === shape) return known.family as Family<C>;
      throw new RangeError(
        `metric ${name} is already declared with another kind, scope, labels or buckets`,
      );
    }
    requireShape(kind, options);
    const width = kind === "histogram" ? buckets.length + 2 : 1;
    const children = createChildren({ family: name, labels, width, maxChildren, build });
    const family: Family<C> = { name, child: children.resolve };
    const state = { kind, name, help, scope, labels, buckets, rows: children.rows };
    families.set(name, { shape, state, family });
    // A metric without labels is there from the first scrape, at zero.
    if (labels.length === 0) children.resolve();
    return family;
  };

  const collectFailures = register(
    "counter",
    {
      name: "metrics_collect_failures_total",
      help: "Collectors that failed while metrics were scraped.",
    },
    [],
    counterChild,
  ).child();

  const refreshers = createRefreshers({
    startTimer: options.startTimer ?? backgroundTimer,
    onFailure: () => collectFailures.inc(),
  });
  const all = (): readonly MetricFamily[] => {
    for (const collect of collectors) {
      try {
        collect();
      } catch {
        collectFailures.inc();
      }
    }
    return [...families.values()].map(({ state }) => state);
  };

  return {
    counter: (given) => register("counter", given, [], counterChild),
    gauge: (given) => register("gauge", given, [], gaugeChild),
    histogram: (given) =>
      register("histogram", given, given.buckets, histogramChild(given.buckets)),
    onCollect: (collect) => {
      collectors.add(collect);
      return () => collectors.delete(collect);
    },
    onRefresh: refreshers.add,
    refresh: refreshers.run,
    families: all,
    render: (format = "text") => renderFamilies(all(), format),
  };
};
