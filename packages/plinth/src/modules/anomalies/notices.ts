import type { Alerts, MomentRule } from "#services/alerts";
import type { Signal } from "./detecting/signals.ts";
import type { Anomaly } from "./detecting/watcher.ts";

/** A value so far off is told at once. */
const FAR = 6;
/** A lesser one when it goes on: of ordinary noise three in a row are seen once in years. */
const LASTING = 3;

/** The rule that anomalies meet: somebody should look. */
export const ANOMALY_RULE: MomentRule = {
  id: "anomaly",
  about:
    "Latency, errors or the number of requests are not as they were in the quarter of an hour before",
  severity: "warning",
  advice: "Compare the traffic page with what was deployed, and with dependencies and the database",
  quietMs: 120_000,
};

const WORDS: Readonly<Record<Signal, string>> = {
  latency: "Latency",
  errors: "The share of server errors",
  rate: "The number of requests",
};

const number = (value: number): string => String(Number(value.toPrecision(3)));

const shown = ({ signal }: Anomaly, value: number): string => {
  if (signal === "latency") return `${number(value * 1_000)} ms`;
  return signal === "errors" ? `${number(value * 100)} %` : `${Math.round(value)} in 10 s`;
};

/** Whether an anomaly is told to whoever is on call, and not only recorded. */
export const isNotable = ({ z, points }: Pick<Anomaly, "z" | "points">): boolean =>
  Math.abs(z) >= FAR || points >= LASTING;

/** Tells of an anomaly that lasts. */
export const raiseAnomaly = (alerts: Pick<Alerts, "raise">, anomaly: Anomaly): void => {
  const { signal, z, value, expected } = anomaly;
  alerts.raise({
    rule: ANOMALY_RULE.id,
    at: anomaly.lastAt,
    value: Math.abs(z),
    detail: `${WORDS[signal]} of ${anomaly.class} is ${shown(anomaly, value)}, expected ${shown(anomaly, expected)} (z ${number(z)}).`,
  });
};
