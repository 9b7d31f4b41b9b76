import { type Clock, type Events, platformErrors } from "#core";
import type { RequestContext, Stage, StageFactory } from "#http";
import type { LimitRule, RoutePolicy } from "#policy";
import type { Decision, RateLimiter } from "#services/ratelimit";
import type { CounterChild, Metrics } from "#telemetry";
import { type Announcement, announceDecision, announcementOf } from "./announcement.ts";
import {
  defaultReference,
  type Identify,
  identifier,
  identityOf,
  type Reference,
} from "./identity.ts";
import { createViolationReporter } from "./violations.ts";

/** What the throttle is made from. */
export interface ThrottleOptions {
  readonly limiter: RateLimiter;
  readonly events: Events;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Counts and reports what it would refuse, but lets everything pass. Default false. */
  readonly dryRun?: boolean;
  /** Turns field text into a key; pass a keyed hash so that logs cannot be matched to addresses. */
  readonly reference?: Reference;
}

/** What one rule did since the start. */
export interface RuleStats {
  readonly rule: string;
  readonly by: string;
  /** Calls it decided on. */
  readonly hits: number;
  /** Calls it refused, or in a dry run would have refused. */
  readonly blocked: number;
}

/** The limits of routes as stages. */
export interface Throttle {
  /** For place `protect`: announces, and limits by address, before a byte of the body is read. */
  readonly protect: StageFactory;
  /** For place `meter`: limits by user and by body field. */
  readonly meter: StageFactory;
  /** One entry for each declared rule. */
  readonly stats: () => readonly RuleStats[];
  /** Gives one identity its budget back; `identity` as people write it: address, id or text. */
  readonly clear: (rule: Pick<LimitRule, "name" | "by">, identity: string) => void | Promise<void>;
}

/** One rule, whatever the number of routes that share it. */
interface SharedRule {
  readonly rule: LimitRule;
  readonly prefix: string;
  readonly identify: Identify;
  readonly admitted: CounterChild;
  readonly refused: CounterChild;
  hits: number;
  blocked: number;
}

/** A rule on one route. */
interface RouteRule {
  readonly shared: SharedRule;
  /** Names of its windows in the announcement of this route. */
  readonly names: readonly string[];
}

type Filter = (rule: LimitRule) => boolean;
const isByAddress: Filter = ({ by }) => by === "address";
const isByCaller: Filter = ({ by }) => by !== "address";

const keyPrefix = ({ name, by }: Pick<LimitRule, "name" | "by">): string => `${name}|${by}|`;

const refusal = (seconds: number) =>
  platformErrors.make.RATE_LIMIT_EXCEEDED({
    detail: `Too many requests. Try again in ${seconds} ${seconds === 1 ? "second" : "seconds"}.`,
    extra: { retryAfter: seconds },
    headers: { "Retry-After": String(seconds) },
  });

const createRules = (metrics: Metrics, reference: Reference, dryRun: boolean) => {
  const decisions = metrics.counter({
    name: "rate_limit_decisions_total",
    help: "Calls that limits decided on, by rule and outcome",
    labels: ["rule", "outcome"],
  });
  const known = new Map<string, SharedRule>();
  const share = (rule: LimitRule): SharedRule => {
    const prefix = keyPrefix(rule);
    const shared = known.get(prefix) ?? {
      rule,
      prefix,
      identify: identifier(rule.by, reference),
      admitted: decisions.child({ rule: rule.name, outcome: "admitted" }),
      refused: decisions.child({ rule: rule.name, outcome: dryRun ? "would_refuse" : "refused" }),
      hits: 0,
      blocked: 0,
    };
    known.set(prefix, shared);
    return shared;
  };
  const stats = (): readonly RuleStats[] =>
    [...known.values()].map(({ rule, hits, blocked }) => ({
      rule: rule.name,
      by: rule.by,
      hits,
      blocked,
    }));
  return { share, stats };
};

/**
 * Builds the throttle (RL-01, RL-07, RL-12, POL-10). Each rule is decided as a whole: a call that
 * one of its windows refuses uses up nothing in the others. Every answer of a limited route says
 * which limits there are and what is left of the tightest.
 */
export const createThrottle = (options: ThrottleOptions): Throttle => {
  const { limiter, events, metrics, clock, dryRun = false } = options;
  const reference = options.reference ?? defaultReference;
  const rules = createRules(metrics, reference, dryRun);
  const reportViolation = createViolationReporter(events, clock);

  const settle = (
    context: RequestContext,
    { shared, names }: RouteRule,
    identity: string,
    decision: Decision,
  ): void => {
    shared.hits += 1;
    announceDecision(context, names, decision);
    if (decision.allowed) {
      shared.admitted.inc();
      return;
    }
    shared.blocked += 1;
    shared.refused.inc();
    const { rule, prefix } = shared;
    reportViolation({ context, rule, key: prefix + identity, identity, decision });
    if (!dryRun) throw refusal(decision.retryAfterSeconds);
  };

  /** Decides rule after rule; a promise only from where a limiter made it wait. */
  const decideFrom = (
    context: RequestContext,
    list: readonly RouteRule[],
    from: number,
  ): undefined | Promise<void> => {
    for (let index = from; index < list.length; index += 1) {
      const entry = list[index];
      const identity = entry?.shared.identify(context);
      if (entry === undefined || identity === undefined) continue;
      const { prefix, rule } = entry.shared;
      const decision = limiter.check(prefix + identity, rule.windows);
      if (decision instanceof Promise) {
        return decision.then((settled) => {
          settle(context, entry, identity, settled);
          return decideFrom(context, list, index + 1);
        });
      }
      settle(context, entry, identity, decision);
    }
    return undefined;
  };

  const rulesOf = (policy: RoutePolicy, names: Announcement["names"], isHere: Filter) =>
    policy.limits
      .filter(isHere)
      .map((rule): RouteRule => ({ shared: rules.share(rule), names: names.get(rule) ?? [] }));

  const protect = (policy: RoutePolicy): Stage | undefined => {
    if (policy.limits.length === 0) return undefined;
    const { policy: announced, names } = announcementOf(policy.limits);
    const list = rulesOf(policy, names, isByAddress);
    return (context) => {
      context.replyHeaders.push("RateLimit-Policy", announced);
      return decideFrom(context, list, 0);
    };
  };

  const meter = (policy: RoutePolicy): Stage | undefined => {
    const list = rulesOf(policy, announcementOf(policy.limits).names, isByCaller);
    return list.length === 0 ? undefined : (context) => decideFrom(context, list, 0);
  };

  return {
    protect,
    meter,
    stats: rules.stats,
    clear: (rule, identity) =>
      limiter.clear(keyPrefix(rule) + identityOf(rule.by, identity, reference)),
  };
};
