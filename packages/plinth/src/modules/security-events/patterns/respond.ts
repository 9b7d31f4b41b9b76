import type { Clock, Events, SecurityEvent } from "#core";
import type { LimitControls } from "#modules/contract";
import type { AlertMoment, Alerts, MomentRule } from "#services/alerts";
import type { Pattern } from "./detect.ts";

const HOUR_MS = 3_600_000;

/** Patterns as rules; what is done about each opens an incident. */
export const PATTERN_RULES: readonly MomentRule[] = [
  {
    id: "credential-stuffing",
    about: "One address tries passwords on many accounts.",
    severity: "critical",
    advice: "The address is blocked. Look at which accounts it got into, if any.",
    quietMs: HOUR_MS,
  },
  {
    id: "scanning",
    about: "One address looks for what might be there.",
    severity: "warning",
    advice: "The address is blocked; nothing has to be done unless it comes from your own people.",
    quietMs: HOUR_MS,
  },
  {
    id: "impossible-travel",
    about: "An account signed in from places too far apart.",
    severity: "critical",
    advice: "The account is locked and signed out, and its owner has a mail. Ask the owner.",
    quietMs: HOUR_MS,
  },
];

/** What responses need. */
export interface ResponseParts {
  readonly events: Events;
  readonly alerts: Pick<Alerts, "respond" | "raise">;
  readonly clock: Clock;
  /** There from the start on. */
  readonly limits: () => Pick<LimitControls, "block">;
  /** Whether nobody switched the rule off. */
  readonly isOn: (rule: string) => Promise<boolean>;
}

/** The data of an event that tells what the gate blocked. */
const untilOf = ({ data = {} }: SecurityEvent): string => String(data["until"] ?? "");

/**
 * Answers a pattern without an operator: an address is blocked, an account locked by whoever keeps
 * its credentials, and all of it is told of, in an event, an alert and an incident (OBS-11).
 */
export const createResponse = (parts: ResponseParts) => {
  const { events, alerts, clock, limits, isOn } = parts;

  const blocked = (pattern: Pattern, event: SecurityEvent): string | undefined => {
    // The gate did it already; this is the event that says so.
    if (pattern.id === "scanning") return untilOf(event);
    const { address } = pattern;
    const entry = address === undefined ? undefined : limits().block(address, pattern.event);
    return entry?.until == null ? undefined : new Date(entry.until).toISOString();
  };

  return async (pattern: Pattern, event: SecurityEvent): Promise<void> => {
    if (!(await isOn(pattern.id))) return;
    const { address, accountId, count, detail } = pattern;
    const moment: AlertMoment = {
      rule: pattern.id,
      at: clock.now(),
      value: count,
      detail,
      ...(address === undefined ? {} : { address }),
      ...(accountId === undefined ? {} : { accountId }),
    };
    const until = pattern.id === "impossible-travel" ? undefined : blocked(pattern, event);
    events.emit("security", {
      name: pattern.event,
      severity: "alert",
      ...(event.requestId === undefined ? {} : { requestId: event.requestId }),
      ...(event.clientAddress === undefined ? {} : { clientAddress: event.clientAddress }),
      ...(accountId === undefined ? {} : { subject: accountId }),
      data: { count, ...(until === undefined ? {} : { until }) },
    });
    // Whoever locks the account says so themselves.
    if (until === undefined) alerts.raise(moment);
    else alerts.respond({ moment, done: `The address is blocked until ${until}.` });
  };
};
