import { BootError } from "#core";
import {
  declareLimit,
  type LimitDeclaration,
  type LimitKey,
  type LimitRule,
  type RoutePolicy,
  withFittingLease,
} from "#policy";

/** New windows for one rule of a route. */
export interface LimitSetting {
  /** Such as "POST /api/v1/auth/signin". */
  readonly route: string;
  /** Such as "10/minute, 50/hour". */
  readonly windows: string;
  /** Which rule, where the route has several. */
  readonly by?: string;
  /** Only for callers of this tier, or of this role; else for everyone without one of their own. */
  readonly tier?: string;
  readonly role?: string;
  readonly dryRun?: boolean;
}

/** How files and people name a route: "POST /api/v1/auth/signin". */
export const keyOf = ({ method, path }: Pick<RoutePolicy, "method" | "path">): string =>
  `${method} ${path}`;

/** @throws {BootError} with this one sentence. */
export const refuse = (problem: string): never => {
  throw new BootError([problem]);
};

/** The rule that new windows are meant for. */
const ruleToChange = (policy: RoutePolicy, by: string | undefined): LimitRule | undefined => {
  const { limits } = policy;
  const found = by === undefined ? limits : limits.filter((rule) => rule.by === by);
  const [only, ...more] = found;
  if (only !== undefined && more.length === 0) return only;
  if (limits.length === 0) return undefined;
  const keys = limits.map((rule) => rule.by).join(", ");
  return refuse(
    found.length === 0
      ? `${keyOf(policy)} has no limit by ${by}; it has ${keys}`
      : `${keyOf(policy)} has several limits (${keys}); say which with --by, or edit the file`,
  );
};

/** A rule with other windows: for everyone, or for one tier or role alone. */
const withWindows = (
  rule: ReturnType<typeof declareLimit>,
  { windows, dryRun = false, tier, role }: LimitSetting,
) => ({
  ...rule,
  dryRun,
  ...((tier ?? role) === undefined ? { rule: windows } : {}),
  ...(tier === undefined ? {} : { tiers: { ...rule.tiers, [tier]: windows } }),
  ...(role === undefined ? {} : { roles: { ...rule.roles, [role]: windows } }),
});

/** All limits of the route as declarations, with other windows for one rule. */
export const limitsWith = (
  policy: RoutePolicy,
  setting: LimitSetting,
  isShared: (rule: LimitRule) => boolean,
): readonly LimitDeclaration[] => {
  const { windows, by, dryRun = false, tier, role } = setting;
  const changed = ruleToChange(policy, by);
  if (changed === undefined && (tier ?? role) !== undefined) {
    refuse(`${keyOf(policy)} has no limit that could be another for some`);
  }
  const fresh = { rule: windows, dryRun };
  // What `by` may be is checked with everything else, by the compiler.
  if (changed === undefined) return [by === undefined ? fresh : { ...fresh, by: by as LimitKey }];
  return policy.limits.map((rule) => {
    const now = declareLimit(rule);
    if (rule !== changed) return now;
    const next = withFittingLease(withWindows(now, setting));
    if (!isShared(rule)) return next;
    // A count that other routes use too stays theirs: this route gets its own.
    const { name: _, ...own } = next;
    return own;
  });
};
