import { addressKey, type Clock, isUuid, type SecurityEvent } from "#core";
import type { EventRule } from "./rules.ts";
import type { SecurityAlert } from "./security-alert.ts";

/** Keys that one rule remembers; the one that was quiet longest is forgotten first. */
const MAX_KEYS = 5_000;

/** What is remembered of a key: the last times, no more than the rule counts. */
interface Seen {
  readonly times: number[];
  quietUntil: number;
}

const keyOf = (rule: EventRule, event: SecurityEvent): string | undefined => {
  if (rule.by === "all") return "";
  if (rule.by === "account") return event.subject;
  return event.clientAddress === undefined ? undefined : addressKey(event.clientAddress);
};

/** One rule with its memory: tells how many events have met it, once a window and key. */
const createCounter = (rule: EventRule, clock: Clock) => {
  const seen = new Map<string, Seen>();

  const recall = (key: string): Seen => {
    const known = seen.get(key) ?? { times: [], quietUntil: Number.NEGATIVE_INFINITY };
    seen.delete(key);
    const oldest = seen.size < MAX_KEYS ? undefined : seen.keys().next().value;
    if (oldest !== undefined) seen.delete(oldest);
    seen.set(key, known);
    return known;
  };

  return {
    rule,
    size: () => seen.size,
    isMetBy: (key: string): boolean => {
      const now = clock.now();
      const known = recall(key);
      if (known.times.length === rule.count) known.times.shift();
      known.times.push(now);
      const [first = now] = known.times;
      const isMet = known.times.length === rule.count && now - first < rule.windowMs;
      if (!isMet || now < known.quietUntil) return false;
      known.quietUntil = now + rule.windowMs;
      return true;
    },
  };
};

/** Evaluates rules on the events of this process. */
export interface AlertWatch {
  readonly hear: (event: SecurityEvent) => void;
  /** Keys remembered, over all rules. */
  readonly size: () => number;
}

/** Builds the watch. Memory is bounded: 5,000 keys a rule, no more times each than the rule counts. */
export const createAlertWatch = (parts: {
  readonly rules: readonly EventRule[];
  readonly clock: Clock;
  readonly onAlert: (alert: SecurityAlert) => void;
}): AlertWatch => {
  const { clock, onAlert } = parts;
  const counters = parts.rules.map((rule) => createCounter(rule, clock));
  const byEvent = new Map<string, typeof counters>();
  for (const counter of counters) {
    for (const name of counter.rule.events) {
      byEvent.set(name, [...(byEvent.get(name) ?? []), counter]);
    }
  }
  return {
    size: () => counters.reduce((sum, { size }) => sum + size(), 0),
    hear: (event) => {
      // What a rule in dry run would have refused is no attack that was refused.
      if (event.data?.["dryRun"] === true) return;
      for (const { rule, isMetBy } of byEvent.get(event.name) ?? []) {
        const key = keyOf(rule, event);
        if (key === undefined || !isMetBy(key)) continue;
        onAlert({
          at: clock.now(),
          rule,
          address: rule.by === "address" ? key.slice(0, 64) : null,
          accountId: rule.by === "account" && isUuid(key) ? key : null,
          events: rule.count,
          lastEvent: event.name,
        });
      }
    },
  };
};
