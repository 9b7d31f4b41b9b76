import type { Events } from "#core";
import type { AlertMoment, Alerts, MomentRule } from "#services/alerts";
import type { Metrics } from "#telemetry";
import type { EventRule } from "./rules.ts";
import type { SecurityAlert } from "./security-alert.ts";

/** A minute more than its window, within which an attack that goes on is noticed anew. */
const MARGIN_MS = 60_000;
const MINUTE_MS = 60_000;

const minutes = (ms: number): string => {
  const count = Math.max(1, Math.round(ms / MINUTE_MS));
  return `${count} minute${count === 1 ? "" : "s"}`;
};

/** A rule on security events as a rule of the one engine for alerts. */
const momentRuleOf = ({ id, about, severity, windowMs }: EventRule): MomentRule => ({
  id,
  about,
  severity,
  advice: "Look at the security events of that time, and at who is blocked.",
  quietMs: windowMs + MARGIN_MS,
});

const momentOf = ({
  at,
  rule,
  address,
  accountId,
  events,
  lastEvent,
}: SecurityAlert): AlertMoment => ({
  rule: rule.id,
  at,
  value: events,
  detail: `${events} within ${minutes(rule.windowMs)}, the last of them ${lastEvent}.`,
  ...(address === null ? {} : { address }),
  ...(accountId === null ? {} : { accountId }),
});

/**
 * Announces that a rule was met: a moment for the alerts, a security event, which becomes a line of
 * level error and is kept like every other, and a count by rule.
 */
export const createAnnouncer = (parts: {
  readonly alerts: Pick<Alerts, "declareMoment" | "raise">;
  readonly events: Events;
  readonly metrics: Metrics;
  readonly rules: readonly EventRule[];
}): ((alert: SecurityAlert) => void) => {
  const { alerts, events, metrics, rules } = parts;
  const counter = metrics.counter({
    name: "plinth_security_alerts_total",
    help: "Rules about security events that were met, by rule",
    labels: ["rule"],
  });
  const children = new Map(rules.map(({ id }) => [id, counter.child({ rule: id })]));
  for (const rule of rules) alerts.declareMoment(momentRuleOf(rule));
  return (alert) => {
    const { rule, address, accountId } = alert;
    children.get(rule.id)?.inc();
    alerts.raise(momentOf(alert));
    events.emit("security", {
      name: "security.alert",
      severity: "alert",
      ...(address === null ? {} : { clientAddress: address }),
      ...(accountId === null ? {} : { subject: accountId }),
      data: {
        rule: rule.id,
        gravity: rule.severity,
        countedBy: rule.by,
        events: alert.events,
        windowSeconds: rule.windowMs / 1_000,
        lastEvent: alert.lastEvent,
      },
    });
  };
};
