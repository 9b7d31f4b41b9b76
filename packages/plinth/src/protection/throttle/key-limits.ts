import { type Clock, type Events, platformErrors } from "#core";
import type { RequestContext, StageFactory } from "#http";
import type { LimitRule, LimitWindow } from "#policy";
import type { Decision, RateLimiter } from "#services/ratelimit";
import type { Metrics } from "#telemetry";
import { announceDecision, announcementOf } from "./announcement.ts";
import { createViolationReporter } from "./violations.ts";

/** Under which name an API key's own limit is announced and counted. */
const NAME = "api-key";
const POLICY_FIELD = "RateLimit-Policy";

/** What the limits of keys are made from. */
export interface KeyLimitOptions {
  readonly limiter: RateLimiter;
  readonly events: Events;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Hears of every call that is refused. */
  readonly onRefused?: (context: RequestContext) => void;
}

/** A key's own limit, ready to be counted and announced. */
interface OwnLimit {
  readonly rule: LimitRule;
  readonly announced: string;
  readonly names: readonly string[];
}

const ownLimitOf = (windows: readonly LimitWindow[]): OwnLimit => {
  const rule: LimitRule = { name: NAME, by: "key", windows, dryRun: false };
  const { policy, names } = announcementOf([rule]);
  return { rule, announced: policy, names: names.get(rule) ?? [] };
};

const announcePolicy = ({ replyHeaders }: RequestContext, announced: string): void => {
  const at = replyHeaders.indexOf(POLICY_FIELD);
  if (at === -1) replyHeaders.push(POLICY_FIELD, announced);
  else replyHeaders[at + 1] = `${replyHeaders[at + 1]}, ${announced}`;
};

/**
 * Builds the stage for place `meter` that holds API keys to their own limit, over all routes
 * together (KEY-02). It comes on top of the limits of the route, because owners choose it
 * themselves: it can only be tighter.
 */
export const createKeyLimits = (options: KeyLimitOptions): StageFactory => {
  const { limiter, events, clock } = options;
  const reportViolation = createViolationReporter(events, clock);
  const decisions = options.metrics.counter({
    name: "api_key_limit_decisions_total",
    help: "Calls that API keys' own limits decided on, by outcome",
    labels: ["outcome"],
  });
  const admitted = decisions.child({ outcome: "admitted" });
  const refused = decisions.child({ outcome: "refused" });
  // A key keeps its list of windows as long as it is known by heart.
  const known = new WeakMap<readonly LimitWindow[], OwnLimit>();
  const limitOf = (windows: readonly LimitWindow[]): OwnLimit => {
    const own = known.get(windows) ?? ownLimitOf(windows);
    known.set(windows, own);
    return own;
  };

  const settle = (
    context: RequestContext,
    { rule, announced, names }: OwnLimit,
    identity: string,
    decision: Decision,
  ): void => {
    announcePolicy(context, announced);
    announceDecision(context, names, decision);
    if (decision.allowed) {
      admitted.inc();
      return;
    }
    refused.inc();
    options.onRefused?.(context);
    reportViolation({ context, rule, key: `${NAME}|own|${identity}`, identity, decision });
    const seconds = decision.retryAfterSeconds;
    throw platformErrors.make.RATE_LIMIT_EXCEEDED({
      detail: `The API key's own limit is used up. Try again in ${seconds} s.`,
      extra: { retryAfter: seconds },
      headers: { "Retry-After": String(seconds) },
    });
  };

  return (policy) => {
    if (policy.scope === null) return undefined;
    return (context) => {
      const key = context.principal?.key;
      if (key === undefined || key.limits.length === 0) return undefined;
      const own = limitOf(key.limits);
      const decision = limiter.check(`${NAME}|own|${key.id}`, key.limits);
      if (!(decision instanceof Promise)) return settle(context, own, key.id, decision);
      return decision.then((settled) => settle(context, own, key.id, settled));
    };
  };
};
