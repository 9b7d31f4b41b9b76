import type { Clock, Events } from "#core";
import type { RequestContext, StageFactory } from "#http";
import type { LimitRule, RoutePolicy } from "#policy";
import type { RateLimiter, RouteRateLimiter } from "#services/ratelimit";
import type { Metrics } from "#telemetry";
import { announcePolicy } from "./announcement.ts";
import { createDecider, SAMPLED } from "./decide.ts";
import { defaultReference, identityOf, type Reference } from "./identity.ts";
import { createLimitResolver, type RouteLimits } from "./route-limits.ts";
import { createRuleCounts, keyPrefix, type RuleStats } from "./rules.ts";
import { createTopKeys, type TopKey } from "./top-keys.ts";

/** What the throttle is made from. */
export interface ThrottleOptions {
  /** One that nodes share follows each route's `onStoreDown` while it is out of reach (RL-11). */
  readonly limiter: RateLimiter | RouteRateLimiter;
  readonly events: Events;
  readonly metrics: Metrics;
  readonly clock: Clock;
  /** Turns field text into a key; pass a keyed hash so that logs cannot be matched to addresses. */
  readonly reference?: Reference;
  /** Hears of every call that is really refused. */
  readonly onRefused?: (context: RequestContext) => void;
}

/** The limits of routes as stages. */
export interface Throttle {
  /** For place `protect`: announces, and limits by address, before a byte of the body is read. */
  readonly protect: StageFactory;
  /** For place `meter`: limits by user and by body field. */
  readonly meter: StageFactory;
  /**
   * Puts the limits of this policy in the place of those its route has, from the next request on.
   * What callers used counts on in windows of the same length. Does nothing where they are the same.
   */
  readonly replace: (policy: LimitedRoute) => void;
  /** One entry for each rule that a route has now. */
  readonly stats: () => readonly RuleStats[];
  /** The keys that came most often lately, counted by sampling. */
  readonly busiest: (count: number) => readonly TopKey[];
  /** The keys that were refused most often lately, by dry runs too. */
  readonly offenders: (count: number) => readonly TopKey[];
  /**
   * Gives one identity its budget back, written as people write it (address, id, text), or as
   * `busiest` and `offenders` tell it.
   */
  readonly clear: (
    rule: Pick<LimitRule, "name" | "by">,
    identity: string,
    isCounted?: boolean,
  ) => void | Promise<void>;
}

/** As much of a policy as limits need. */
export type LimitedRoute = Pick<RoutePolicy, "method" | "path" | "limits">;

/** What the stages of one route look into on each request: one load, no map (POL-12). */
interface Holder {
  current: RouteLimits;
}

/**
 * Builds the throttle (RL-01, RL-07, RL-12, POL-10). Each rule is decided as a whole: a call that
 * one of its windows refuses uses up nothing in the others. Every answer of a limited route says
 * which limits there are and what is left of the tightest. A rule that runs dry is counted and
 * reported, never announced, and refuses nothing (POL-12).
 */
export const createThrottle = (options: ThrottleOptions): Throttle => {
  const reference = options.reference ?? defaultReference;
  const resolve = createLimitResolver(createRuleCounts(options.metrics, reference));
  const busiest = createTopKeys(options.clock, SAMPLED);
  const offenders = createTopKeys(options.clock);
  const decide = createDecider({ ...options, busiest, offenders });
  const holders = new Map<string, Holder>();

  const holderOf = ({ method, path, limits }: LimitedRoute): Holder => {
    const key = `${method} ${path}`;
    const holder = holders.get(key) ?? { current: resolve(limits) };
    holders.set(key, holder);
    return holder;
  };

  return {
    protect: (policy) => {
      const holder = holderOf(policy);
      return (context) => {
        const { announced, byAddress } = holder.current;
        if (announced !== undefined) context.replyHeaders.push("RateLimit-Policy", announced);
        return decide(context, byAddress, policy.onStoreDown);
      };
    },
    meter: (policy) => {
      // Where nobody is known and no body read there is nothing else to count by, now or later.
      if (policy.access.kind === "public" && policy.body === null) return undefined;
      const holder = holderOf(policy);
      return (context) => {
        const { byCaller, forCaller } = holder.current;
        const own = forCaller === undefined ? undefined : forCaller(context.principal);
        if (own === undefined) return decide(context, byCaller, policy.onStoreDown);
        announcePolicy(context, own.announced);
        return decide(context, own.byCaller, policy.onStoreDown);
      };
    },
    replace: (policy) => {
      const holder = holderOf(policy);
      if (JSON.stringify(holder.current.limits) === JSON.stringify(policy.limits)) return;
      holder.current = resolve(policy.limits);
    },
    stats: () => {
      const entries = [...holders.values()].flatMap(({ current }) => [
        ...current.byAddress,
        ...current.byCaller,
      ]);
      return [...new Set(entries.map(({ counts }) => counts))].map((counts) => counts.stats());
    },
    busiest: busiest.top,
    offenders: offenders.top,
    clear: (rule, identity, isCounted = false) => {
      const counted = isCounted ? identity : identityOf(rule.by, identity, reference);
      return options.limiter.clear(keyPrefix(rule) + counted);
    },
  };
};
