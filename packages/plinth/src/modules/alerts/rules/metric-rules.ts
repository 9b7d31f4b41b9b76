import type { AlertLimits, AlertRule } from "#services/alerts";
import { figureRule, figureWords, type Measures, shareRule, windowWords } from "./metric-rule.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

const above = (unit: AlertLimits["unit"], warning: number, critical?: number): AlertLimits => ({
  unit,
  fires: "above",
  warning,
  ...(critical === undefined ? {} : { critical }),
});

const trafficRules = (measures: Measures): readonly AlertRule[] => [
  shareRule(measures, {
    id: "error-rate",
    about: "Too many requests fail.",
    advice: "Look at the traffic by route, and at what was deployed or changed last.",
    metric: "http_requests_total",
    by: "status",
    where: "status:5*",
    isPart: (status) => status.startsWith("5"),
    least: 20,
    words: "of the requests failed",
    limits: above("ratio", 0.05, 0.2),
    windowMs: 5 * MINUTE_MS,
    prometheus: {
      expr: 'sum(rate(http_requests_total{status=~"5.."}[5m])) / sum(rate(http_requests_total[5m])) > 0.05',
      for: "0s",
    },
  }),
  shareRule(measures, {
    id: "refused-by-limits",
    about: "Many requests are refused by limits.",
    advice: "Look at Limits: who is refused, and whether a limit is too narrow.",
    metric: "http_requests_total",
    by: "status",
    where: "status:429",
    isPart: (status) => status === "429",
    least: 100,
    words: "of the requests were refused with 429",
    limits: above("ratio", 0.2, 0.6),
    windowMs: 5 * MINUTE_MS,
    prometheus: {
      expr: 'sum(rate(http_requests_total{status="429"}[5m])) / sum(rate(http_requests_total[5m])) > 0.2',
      for: "0s",
    },
  }),
  ...(["p95", "p99"] as const).map((statistic) =>
    figureRule(measures, {
      id: `latency-${statistic}`,
      about: `One of ${statistic === "p95" ? 20 : 100} requests takes too long.`,
      advice: "Look at the traffic by route, the database and the dependencies.",
      metric: "http_request_duration_seconds",
      statistic,
      least: 20,
      words: (figure) =>
        `One of ${statistic === "p95" ? 20 : 100} took ${figure} or longer ${windowWords(5 * MINUTE_MS)}`,
      limits: above("seconds", 1, 5),
      windowMs: 5 * MINUTE_MS,
      prometheus: {
        expr: `histogram_quantile(${statistic === "p95" ? "0.95" : "0.99"}, sum by (le) (rate(http_request_duration_seconds_bucket[5m]))) > 1`,
        for: "0s",
      },
    }),
  ),
];

const machineRule = (
  measures: Measures,
  rule: Readonly<Record<"id" | "about" | "advice" | "metric" | "words", string>> & {
    readonly forMs?: number;
    readonly critical: number;
  },
): AlertRule =>
  figureRule(measures, {
    ...rule,
    statistic: "value",
    words: (figure) => `${rule.words} ${figure} full over the last minute`,
    limits: above("ratio", 0.9, rule.critical),
    windowMs: MINUTE_MS,
    everyMs: 30 * SECOND_MS,
    prometheus: { expr: `${rule.metric} > 0.9`, for: rule.forMs === undefined ? "0s" : "5m" },
  });

const machineRules = (measures: Measures): readonly AlertRule[] => [
  machineRule(measures, {
    id: "cpu-full",
    about: "The processors are busy nearly all of the time.",
    advice: "Look at the traffic; add a node, or find what computes so much.",
    metric: "system_cpu_usage_ratio",
    words: "The processors were",
    forMs: 5 * MINUTE_MS,
    critical: 0.98,
  }),
  machineRule(measures, {
    id: "memory-full",
    about: "The memory of a machine is nearly used up.",
    advice: "Look at which process grows; the system ends one when nothing is left.",
    metric: "system_memory_usage_ratio",
    words: "The memory was",
    critical: 0.97,
  }),
  machineRule(measures, {
    id: "disk-full",
    about: "The disk is nearly full.",
    advice: "Make room soon: nothing can be written to a full disk.",
    metric: "system_disk_usage_ratio",
    words: "The disk of the data directory was",
    critical: 0.97,
  }),
];

const partRules = (measures: Measures): readonly AlertRule[] => [
  figureRule(measures, {
    id: "part-failed",
    about: "A part of the application does not work.",
    advice: "Look at Health: which part it is, and since when.",
    metric: "health_component_up",
    statistic: "value",
    by: "component",
    words: (_, component) => `The background check found ${component} failed`,
    // The share of nodes and looks that found it working.
    limits: { unit: "ratio", fires: "below", warning: 1, critical: 0.5 },
    windowMs: 30 * SECOND_MS,
    prometheus: { expr: "min by (component) (health_component_up) < 1", for: "30s" },
  }),
  figureRule(measures, {
    id: "dependency-open",
    about: "Something outside of the application does not answer, and is left alone.",
    advice: "Look at Dependencies: what it is, and what is done without it meanwhile.",
    metric: "dependency_breaker_state",
    statistic: "value",
    by: "dependency",
    words: (_, dependency) => `The breaker of ${dependency} is open on a node at least`,
    limits: above("count", 0),
    windowMs: 20 * SECOND_MS,
    prometheus: { expr: "max by (dependency) (dependency_breaker_state) > 0", for: "0s" },
  }),
  figureRule(measures, {
    id: "replica-behind",
    about: "The read replica of the database is far behind.",
    advice: "Reads go to the primary meanwhile; look at the load of both.",
    metric: "database_replica_lag_seconds",
    statistic: "value",
    words: (figure) => `It was ${figure} behind`,
    limits: above("seconds", 10, 120),
    windowMs: MINUTE_MS,
    forMs: MINUTE_MS,
    prometheus: { expr: "database_replica_lag_seconds > 10", for: "1m" },
  }),
  figureRule(measures, {
    id: "dead-letters",
    about: "Jobs have failed for good.",
    advice: "Look at Jobs: what failed, and have it done again once its cause is gone.",
    metric: "jobs_queue_depth",
    statistic: "value",
    where: "state:dead",
    words: (figure) => `${figure} jobs failed for good and wait for somebody`,
    limits: above("count", 0, 100),
    windowMs: MINUTE_MS,
    everyMs: 30 * SECOND_MS,
    prometheus: { expr: 'max(jobs_queue_depth{state="dead"}) > 0', for: "0s" },
  }),
  figureRule(measures, {
    id: "jobs-late",
    about: "Jobs wait for long.",
    advice: "Look at Jobs: which kind waits, and whether anything does it.",
    metric: "jobs_oldest_age_seconds",
    statistic: "value",
    words: (figure) => `The oldest job that is due has waited ${figure}`,
    limits: above("seconds", 600, 3_600),
    windowMs: MINUTE_MS,
    everyMs: 30 * SECOND_MS,
    prometheus: { expr: "max(jobs_oldest_age_seconds) > 600", for: "0s" },
  }),
  cacheRule(measures),
];

/** Fewer reads in its window say nothing about a cache. */
const LEAST_READS = 200;
const CACHE_WINDOW_MS = 15 * MINUTE_MS;
const CACHE_LIMITS: AlertLimits = { unit: "ratio", fires: "below", warning: 0.8 };

/** Of the cache that answers the smallest share of its reads. */
const cacheRule = (measures: Measures): AlertRule => ({
  id: "cache-hit-rate",
  about: "A cache answers too few of its reads.",
  advice: "Look at Caches: whether it is too small, or its values are too short-lived.",
  severity: "warning",
  limits: CACHE_LIMITS,
  everyMs: MINUTE_MS,
  chart: { metric: "cache_hits_total", statistic: "rate" },
  prometheus: {
    expr: "sum by (cache) (rate(cache_hits_total[15m]) + rate(cache_shared_hits_total[15m])) / sum by (cache) (rate(cache_hits_total[15m]) + rate(cache_misses_total[15m])) < 0.8",
    for: "5m",
  },
  evaluate: async (_, limits = CACHE_LIMITS) => {
    const read = async (name: string) =>
      new Map(
        (
          await measures.measure({
            name,
            by: "cache",
            statistic: "increase",
            windowMs: CACHE_WINDOW_MS,
          })
        ).map(({ label, value }) => [label, value ?? 0]),
      );
    const [hits, shared, misses] = [
      await read("cache_hits_total"),
      await read("cache_shared_hits_total"),
      await read("cache_misses_total"),
    ];
    const found = [...new Set([...hits.keys(), ...misses.keys()])].flatMap((cache) => {
      const own = hits.get(cache) ?? 0;
      const reads = own + (misses.get(cache) ?? 0);
      const rate = Math.min(1, (own + (shared.get(cache) ?? 0)) / reads);
      return reads < LEAST_READS ? [] : [{ cache, rate }];
    });
    const [worst] = found.toSorted((a, b) => a.rate - b.rate);
    if (worst === undefined) return { firing: false, value: 1, detail: "No cache was read much." };
    const isLow = worst.rate < limits.warning;
    const words = `The cache "${worst.cache}" answered ${figureWords(worst.rate, "ratio")} of its reads`;
    return {
      firing: isLow,
      value: worst.rate,
      detail: `${words} ${windowWords(CACHE_WINDOW_MS)}.`,
    };
  },
});

/** The rules on metrics that hold after an installation, without anything being set (OBS-08). */
export const metricRules = (measures: Measures): readonly AlertRule[] => [
  ...trafficRules(measures),
  ...machineRules(measures),
  ...partRules(measures),
];
