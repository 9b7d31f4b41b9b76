import type { AlertRule } from "../../packages/plinth/src/services/alerts/index.ts";
import type { Yaml } from "./yaml.ts";

/** An alert for Prometheus. */
export interface PrometheusRule {
  /** Kebab-case, as in the application. */
  readonly id: string;
  readonly about: string;
  readonly advice: string | undefined;
  readonly severity: "warning" | "critical";
  readonly query: string;
  readonly for: string;
}

/** What only somebody outside of a process can see, and what a process tells as a moment. */
const OUTSIDE: readonly PrometheusRule[] = [
  {
    id: "instance-down",
    about: "A node does not answer when it is asked for its metrics",
    advice: "See whether the process runs, and its last lines",
    severity: "critical",
    query: 'up{job="plinth"} == 0',
    for: "1m",
  },
  {
    id: "anomaly",
    about:
      "Latency, errors or the number of requests are not as they were in the quarter of an hour before",
    advice: "Compare traffic with what was deployed, and with dependencies and the database",
    severity: "warning",
    query: "max by (class, signal) (anomaly_active) == 1",
    for: "30s",
  },
];

/** The rules of an application that have a twin for Prometheus, and those of outside. */
export const prometheusRules = (rules: readonly AlertRule[]): readonly PrometheusRule[] => {
  const own = rules.flatMap(({ id, about, advice, severity, prometheus }) =>
    prometheus === undefined
      ? []
      : [{ id, about, advice, severity, query: prometheus.expr, for: prometheus.for }],
  );
  const known = new Set(own.map(({ id }) => id));
  return [...own, ...OUTSIDE.filter(({ id }) => !known.has(id))];
};

/** "slo-availability-fast-burn" as Prometheus writes names: SloAvailabilityFastBurn. */
export const alertName = (id: string): string =>
  id
    .split("-")
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join("");

/** The document of the rules. */
export const ruleDocument = (rules: readonly PrometheusRule[]): Yaml => ({
  groups: [
    {
      name: "plinth",
      rules: rules.map(({ id, about, advice, severity, query, for: held }) => ({
        alert: alertName(id),
        expr: query,
        ...(/^0+[a-z]*$/.test(held) ? {} : { for: held }),
        labels: { severity, rule: id },
        annotations: { summary: about, ...(advice === undefined ? {} : { description: advice }) },
      })),
    },
  ],
});
