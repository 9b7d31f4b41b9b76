import type { AlertRegister } from "#services/alerts";
import type { Metrics } from "#telemetry";
import type { SinkFigures } from "./sinks/delivery-repository.ts";
import type { SinkName } from "./sinks/post.ts";

const SECOND_MS = 1_000;

/** Adds the series of alerts; rules are as many as are declared. */
export const registerAlertMetrics = (parts: {
  readonly metrics: Metrics;
  readonly register: Pick<AlertRegister, "rules" | "momentRules">;
  readonly counts: () => Promise<{ readonly open: number; readonly unseen: number }>;
  readonly figures: () => Promise<readonly SinkFigures[]>;
  readonly now: () => number;
}) => {
  const { metrics, register } = parts;
  const opened = metrics.counter({
    name: "alerts_total",
    help: "Alerts that began, by rule",
    labels: ["rule"],
  });
  const faults = metrics.counter({
    name: "alert_rule_faults_total",
    help: "Looks at a rule that failed or took longer than 10 s, by rule",
    labels: ["rule"],
  });
  const notices = metrics.counter({
    name: "alert_notices_total",
    help: "Notices by sink and what became of an attempt",
    labels: ["sink", "outcome"],
  });
  const turns = metrics
    .counter({
      name: "alert_turns_total",
      help: "Times this node looked through all rules, or found that another one does",
    })
    .child();
  const dropped = metrics
    .counter({
      name: "alert_moments_dropped_total",
      help: "Moments that found no room: too many waited, or the store was away",
    })
    .child();
  const firing = metrics
    .gauge({ name: "alerts_firing", help: "Alerts that go on now", scope: "shared" })
    .child();
  const waiting = metrics.gauge({
    name: "alert_notices_waiting_seconds",
    help: "How long the oldest notice has waited for its sink",
    labels: ["sink"],
    scope: "shared",
  });
  const stop = metrics.onRefresh(async () => {
    firing.set((await parts.counts()).open);
    for (const { sink, waitingSince } of await parts.figures()) {
      const seconds = waitingSince === undefined ? 0 : (parts.now() - waitingSince) / SECOND_MS;
      waiting.child({ sink }).set(Math.max(0, seconds));
    }
  });
  // A rule that never fired has a series all the same: one that is missing says nothing.
  const begin = (): void => {
    for (const { id } of [...register.rules(), ...register.momentRules()]) {
      opened.child({ rule: id });
    }
  };
  return {
    begin,
    stop,
    opened: (rule: string): void => opened.child({ rule }).inc(),
    faulted: (rule: string): void => faults.child({ rule }).inc(),
    turned: (): void => turns.inc(),
    dropped: (count: number): void => dropped.inc(count),
    notice: (sink: SinkName, outcome: string): void => notices.child({ sink, outcome }).inc(),
  };
};
