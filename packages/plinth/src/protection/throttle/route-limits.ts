import type { Principal } from "#http";
import { type LimitRule, windowsFor } from "#policy";
import type { RateWindow } from "#services/ratelimit";
import { announcementOf } from "./announcement.ts";
import type { RouteRule } from "./decide.ts";
import type { RuleCounts } from "./rules.ts";

/** The rules that count by what only a known caller has, with the windows of that caller. */
interface CallerLimits {
  /** The value of RateLimit-Policy; undefined where nothing is announced. */
  readonly announced: string | undefined;
  readonly byCaller: readonly RouteRule[];
}

/** The limits of one route at one time; never changed, only replaced as a whole. */
export interface RouteLimits extends CallerLimits {
  readonly limits: readonly LimitRule[];
  readonly byAddress: readonly RouteRule[];
  /**
   * The limits of a caller; undefined where they are those of everyone. Left out where no tier or
   * role has limits of its own.
   */
  readonly forCaller: ((caller: Principal | undefined) => CallerLimits | undefined) | undefined;
}

type NamedWindows = Pick<LimitRule, "tiers" | "roles">;

const namesIn = (limits: readonly LimitRule[], field: keyof NamedWindows): ReadonlySet<string> =>
  new Set(limits.flatMap((rule) => Object.keys(rule[field] ?? {})));

/**
 * What each caller has, made when the first of a kind comes. There are as many kinds as names in
 * the rules, whatever tiers accounts have: names that no rule knows are one.
 */
const createForCaller = (
  limits: readonly LimitRule[],
  make: (limits: readonly LimitRule[]) => CallerLimits,
): RouteLimits["forCaller"] => {
  const tiers = namesIn(limits, "tiers");
  const roles = namesIn(limits, "roles");
  if (tiers.size === 0 && roles.size === 0) return undefined;
  const known = new Map<string, CallerLimits>();
  return (caller) => {
    if (caller === undefined) return undefined;
    const tier = tiers.has(caller.tier) ? caller.tier : "";
    const role = roles.has(caller.role) ? caller.role : "";
    if (tier === "" && role === "") return undefined;
    const kind = `${role} ${tier}`;
    const found = known.get(kind);
    if (found !== undefined) return found;
    const own = make(
      limits.map((rule) => ({ ...rule, windows: windowsFor(rule, { role, tier }) })),
    );
    known.set(kind, own);
    return own;
  };
};

/** Resolves the limits of a route to what a request needs of them. */
export const createLimitResolver = (
  countsOf: (rule: LimitRule) => RuleCounts,
): ((limits: readonly LimitRule[]) => RouteLimits) => {
  const known = new Map<string, readonly RateWindow[]>();
  const intern = ({ windows, tolerance }: LimitRule): readonly RateWindow[] => {
    const counted =
      tolerance === undefined ? windows : windows.map((window) => ({ ...window, tolerance }));
    const text = JSON.stringify(counted);
    const same = known.get(text) ?? counted;
    known.set(text, same);
    return same;
  };
  const make = (limits: readonly LimitRule[]) => {
    // Rules by address come first: their names are told before anybody knows who calls.
    const inOrder = [
      ...limits.filter(({ by }) => by === "address"),
      ...limits.filter(({ by }) => by !== "address"),
    ];
    // What refuses nobody is not announced: clients would slow down for it.
    const announcement = announcementOf(inOrder.filter(({ dryRun }) => !dryRun));
    const rules = inOrder.map(
      (rule): RouteRule => ({
        rule,
        windows: intern(rule),
        counts: countsOf(rule),
        names: announcement.names.get(rule) ?? [],
      }),
    );
    return {
      announced: announcement.policy === "" ? undefined : announcement.policy,
      byAddress: rules.filter(({ rule }) => rule.by === "address"),
      byCaller: rules.filter(({ rule }) => rule.by !== "address"),
    };
  };
  return (limits) => ({ limits, ...make(limits), forCaller: createForCaller(limits, make) });
};
