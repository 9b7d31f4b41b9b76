import { type Clock, type Events, platformErrors } from "#core";
import type { RequestContext } from "#http";
import type { LimitRule } from "#policy";
import type {
  Decision,
  RateLimiter,
  RateWindow,
  RouteRateLimiter,
  StoreDownMode,
} from "#services/ratelimit";
import { announceDecision } from "./announcement.ts";
import type { RuleCounts } from "./rules.ts";
import type { TopKeys } from "./top-keys.ts";
import { createViolationReporter } from "./violations.ts";

/** A rule on one route. */
export interface RouteRule {
  readonly rule: LimitRule;
  /** One object for equal windows: the limiter compares by identity first. */
  readonly windows: readonly RateWindow[];
  readonly counts: RuleCounts;
  /** Names of its windows in the announcement of this route; none where it runs dry. */
  readonly names: readonly string[];
}

/** Decides by rules, in order; a promise only where a limiter makes it wait. Throws the refusal. */
export type Decide = (
  context: RequestContext,
  rules: readonly RouteRule[],
  whenDown: StoreDownMode,
) => undefined | Promise<void>;

/** What decisions are made with. */
export interface DecideParts {
  readonly limiter: RateLimiter | RouteRateLimiter;
  readonly events: Events;
  readonly clock: Clock;
  /** Keys that come often, and keys that are refused often. */
  readonly busiest: TopKeys;
  readonly offenders: TopKeys;
  /** Hears of every call that is really refused. */
  readonly onRefused?: (context: RequestContext) => void;
}

/** One call of so many is looked at for the busiest keys: a call should cost nothing more. */
export const SAMPLED = 8;

type Settle = (
  context: RequestContext,
  rule: RouteRule,
  identity: string,
  decision: Decision,
) => void;

const refusal = (seconds: number) =>
  platformErrors.make.RATE_LIMIT_EXCEEDED({
    detail: `Too many requests. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`,
    extra: { retryAfter: seconds },
    headers: { "Retry-After": String(seconds) },
  });

/** Tells and counts a decision, and throws where it is a refusal that counts. */
const createSettle = (parts: DecideParts): Settle => {
  const { events, clock, busiest, offenders, onRefused } = parts;
  const reportViolation = createViolationReporter(events, clock);
  let calls = 0;
  return (context, { rule, counts, names }, identity, decision) => {
    if (!rule.dryRun) announceDecision(context, names, decision);
    calls += 1;
    if (calls >= SAMPLED) {
      calls = 0;
      const { name, by } = rule;
      busiest.note({ rule: name, by, identity, address: context.clientAddress });
    }
    if (decision.allowed) {
      counts.admitted();
      return;
    }
    counts.refused(rule.dryRun);
    offenders.note({ rule: rule.name, by: rule.by, identity, address: context.clientAddress });
    reportViolation({ context, rule, key: counts.prefix + identity, identity, decision });
    if (rule.dryRun) return;
    onRefused?.(context);
    throw refusal(decision.retryAfterSeconds);
  };
};

/** Counts in this process: rule after rule, nothing allocated. */
const decideOneByOne = (limiter: RateLimiter, settle: Settle): Decide => {
  const from = (
    context: RequestContext,
    rules: readonly RouteRule[],
    start: number,
  ): undefined | Promise<void> => {
    for (let index = start; index < rules.length; index += 1) {
      const entry = rules[index];
      const identity = entry?.counts.identify(context);
      if (entry === undefined || identity === undefined) continue;
      const decision = limiter.check(entry.counts.prefix + identity, entry.windows);
      if (decision instanceof Promise) {
        return decision.then((settled) => {
          settle(context, entry, identity, settled);
          return from(context, rules, index + 1);
        });
      }
      settle(context, entry, identity, decision);
    }
    return undefined;
  };
  return (context, rules) => from(context, rules, 0);
};

/** Counts that nodes share: all rules in one question. */
const decideTogether = (limiter: RouteRateLimiter, settle: Settle): Decide => {
  interface Asked {
    readonly entry: RouteRule;
    readonly identity: string;
    readonly key: string;
    readonly windows: readonly RateWindow[];
    readonly lease: number;
  }
  const ask = (
    context: RequestContext,
    asked: readonly Asked[],
    whenDown: StoreDownMode,
  ): undefined | Promise<void> => {
    if (asked.length === 0) return undefined;
    const hear = (decisions: readonly Decision[]): undefined | Promise<void> => {
      decisions.forEach((decision, index) => {
        const question = asked[index];
        if (question !== undefined) settle(context, question.entry, question.identity, decision);
      });
      // After a refusal that only runs dry the rules behind it are still to be asked.
      const isCut = decisions.length > 0 && decisions.length < asked.length;
      return isCut ? ask(context, asked.slice(decisions.length), whenDown) : undefined;
    };
    // Rules that refuse nobody are no reason to refuse everybody.
    const mode = asked.every(({ entry }) => entry.rule.dryRun) ? "allow" : whenDown;
    const decisions = limiter.decide(asked, mode);
    return decisions instanceof Promise ? decisions.then(hear) : hear(decisions);
  };
  return (context, rules, whenDown) => {
    const asked: Asked[] = [];
    for (const entry of rules) {
      const identity = entry.counts.identify(context);
      if (identity === undefined) continue;
      const { windows, counts, rule } = entry;
      asked.push({
        entry,
        identity,
        key: counts.prefix + identity,
        windows,
        lease: rule.lease ?? 1,
      });
    }
    return ask(context, asked, whenDown);
  };
};

/** Builds the decider that fits the limiter. */
export const createDecider = (parts: DecideParts): Decide => {
  const settle = createSettle(parts);
  return "decide" in parts.limiter
    ? decideTogether(parts.limiter, settle)
    : decideOneByOne(parts.limiter, settle);
};
