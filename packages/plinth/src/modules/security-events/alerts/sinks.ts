import type { Clock, Events } from "#core";
import type { Background } from "#services/background";
import type { Mails } from "#services/mail";
import type { Logger, Metrics } from "#telemetry";
import { alertMail } from "./mails.ts";
import type { AlertRule } from "./rules.ts";
import type { AlertSink } from "./sink.ts";

/** Mails about alerts within an hour; more would only bury the first (OBS-09). */
const MAX_MAILS = 10;
const HOUR_MS = 3_600_000;

/**
 * Announces alerts: a security event, which becomes a line of level error and is kept like every
 * other, and a count by rule.
 */
export const createAnnouncingSink = (parts: {
  readonly events: Events;
  readonly metrics: Metrics;
  readonly rules: readonly AlertRule[];
}): AlertSink => {
  const counter = parts.metrics.counter({
    name: "plinth_security_alerts_total",
    help: "Rules about security events that were met, by rule",
    labels: ["rule"],
  });
  const children = new Map(parts.rules.map(({ id }) => [id, counter.child({ rule: id })]));
  return {
    name: "announce",
    deliver: ({ rule, address, accountId, events, lastEvent }) => {
      children.get(rule.id)?.inc();
      parts.events.emit("security", {
        name: "security.alert",
        severity: "alert",
        ...(address === null ? {} : { clientAddress: address }),
        ...(accountId === null ? {} : { subject: accountId }),
        data: {
          rule: rule.id,
          gravity: rule.severity,
          countedBy: rule.by,
          events,
          windowSeconds: rule.windowMs / 1_000,
          lastEvent,
        },
      });
    },
  };
};

/** Mails alerts to one address, at most ten an hour; what is left out is logged, and counted there. */
export const createMailSink = (parts: {
  readonly to: string;
  readonly mail: Pick<Mails, "send">;
  readonly background: Pick<Background, "run">;
  readonly clock: Clock;
  readonly log: Logger;
  readonly context: () => { readonly application: string; readonly publicUrl: string };
}): AlertSink => {
  const sent: number[] = [];
  let leftOut = 0;
  return {
    name: "mail",
    deliver: (alert) => {
      const now = parts.clock.now();
      while (sent.length > 0 && now - (sent[0] ?? now) >= HOUR_MS) sent.shift();
      if (sent.length >= MAX_MAILS) {
        leftOut += 1;
        parts.log.warn("an alert was not mailed: ten mails within the hour are enough", {
          rule: alert.rule.id,
          leftOut,
        });
        return;
      }
      sent.push(now);
      const text = alertMail(parts.context(), alert);
      parts.background.run("mail about a security alert", () =>
        parts.mail.send({ to: parts.to, ...text }),
      );
    },
  };
};
