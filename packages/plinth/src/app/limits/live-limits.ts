import { BootError, type Events } from "#core";
import {
  compileOverridden,
  type DeclaredRoute,
  declareLimit,
  describeLimit,
  type LimitDeclaration,
  type LimitKey,
  type LimitOverrides,
  type LimitRule,
  type PolicyDefaults,
  type RoutePolicy,
  withFittingLease,
} from "#policy";
import type { RuleStats, Throttle } from "#protection/throttle";
import type { Logger } from "#telemetry";
import type { LimitsFile } from "./limits-file.ts";

/** The limits of one route as they are now. */
export interface RouteLimitsView {
  readonly route: string;
  readonly limits: string;
  /** What the code declares, where something else holds now; else null. */
  readonly declared: string | null;
  /** What each rule decided since the start, over all routes that share it. */
  readonly rules: readonly (RuleStats & { readonly dryRun: boolean })[];
}

/** One route whose limits are others now. */
export interface LimitChange {
  readonly route: string;
  readonly from: string;
  readonly to: string;
}

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

/**
 * The limits of a running application. Whatever changes them is checked as a whole first, takes
 * effect with the next request, touches only routes whose limits differ, and leaves an audit event;
 * what is refused leaves everything as it was (POL-12).
 */
export interface LiveLimits {
  /** The policies of all routes with the limits of now; the same object until limits change. */
  readonly policies: () => readonly RoutePolicy[];
  /** The policy of paths that no route covers. */
  readonly unmatched: () => RoutePolicy;
  readonly list: () => readonly RouteLimitsView[];
  /**
   * Reads the file again; `actor` says who wanted it.
   * @throws {BootError} naming every fault together.
   */
  readonly reload: (actor: string) => readonly LimitChange[];
  /** Changes one rule in the file and here. @throws {BootError} as `reload` does. */
  readonly set: (setting: LimitSetting, actor: string) => readonly LimitChange[];
  /** Gives a route, or all, their declared limits back. @throws {BootError} as `reload` does. */
  readonly reset: (route: string | undefined, actor: string) => readonly LimitChange[];
}

/** What live limits are made from. */
export interface LiveLimitsParts {
  readonly routes: readonly DeclaredRoute[];
  /** Stands for every path that no route covers. */
  readonly unmatched: DeclaredRoute;
  readonly defaults: PolicyDefaults;
  readonly file: LimitsFile;
  readonly throttle: Pick<Throttle, "replace" | "stats">;
  readonly events: Events;
  readonly log: Logger;
}

const keyOf = ({ method, path }: Pick<RoutePolicy, "method" | "path">): string =>
  `${method} ${path}`;

const describe = ({ limits, limitExempt }: RoutePolicy): string =>
  limits.length === 0 ? `none: ${limitExempt ?? ""}` : limits.map(describeLimit).join("; ");

const changesBetween = (
  before: readonly RoutePolicy[],
  after: readonly RoutePolicy[],
): readonly LimitChange[] =>
  after.flatMap((policy, index) => {
    const old = before[index];
    if (old === undefined || JSON.stringify(old.limits) === JSON.stringify(policy.limits))
      return [];
    return [{ route: keyOf(policy), from: describe(old), to: describe(policy) }];
  });

/** Every policy at one time; never changed, only replaced as a whole. */
interface Compiled {
  /** The one of unknown paths comes last. */
  readonly all: readonly RoutePolicy[];
  readonly policies: readonly RoutePolicy[];
  readonly unmatched: RoutePolicy;
}

const refuse = (problem: string): never => {
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
const limitsWith = (
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

/** Compiles declarations, and what overrides make of them. */
const createCompiler = ({ routes, unmatched, defaults, file }: LiveLimitsParts) => {
  const compile = (overrides: LimitOverrides, source: string): Compiled => {
    const problems: string[] = [];
    const all = compileOverridden([...routes, unmatched], defaults, overrides, problems);
    const last = all.at(-1);
    if (problems.length > 0 || last === undefined) {
      throw new BootError(problems.map((text) => `${source}${text}`));
    }
    return { all, policies: all.slice(0, -1), unmatched: last };
  };
  const declared = compile({}, "");
  return {
    declared,
    compile: (overrides: LimitOverrides) => compile(overrides, ""),
    fromFile: (): Compiled => {
      const overrides = file.read();
      if (Object.keys(overrides).length === 0) return declared;
      return compile(overrides, `${file.path}: `);
    },
  };
};

/** Does what somebody wanted and leaves the audit event, whichever way it ends. */
const createAuditor =
  ({ events, log }: Pick<LiveLimitsParts, "events" | "log">) =>
  (actor: string, work: () => readonly LimitChange[]): readonly LimitChange[] => {
    const name = "limits.reloaded";
    try {
      const changes = work();
      const data = Object.fromEntries(
        changes.map(({ route, from, to }) => [route, `${from} -> ${to}`]),
      );
      events.emit("audit", { name, actor, outcome: "success", data });
      log.info("limits reloaded", { actor, changes });
      return changes;
    } catch (fault) {
      const reason = fault instanceof Error ? fault.message : String(fault);
      events.emit("audit", { name, actor, outcome: "refused", data: { reason } });
      log.warn("limits not reloaded; the old ones stay", { actor, reason });
      throw fault;
    }
  };

/** A limit that runs dry protects nothing: whoever starts with one, for a scan or a trial, is told. */
const tellDryRuns = (log: Logger, policies: readonly RoutePolicy[]): void => {
  const dry = policies.filter(({ limits }) => limits.some(({ dryRun }) => dryRun)).map(keyOf);
  if (dry.length === 0) return;
  log.warn("limits run dry and refuse nobody", { count: dry.length, routes: dry.slice(0, 10) });
};

const viewOf = (
  policy: RoutePolicy,
  declared: RoutePolicy | undefined,
  stats: readonly RuleStats[],
): RouteLimitsView => {
  const now = describe(policy);
  const was = declared === undefined ? now : describe(declared);
  const rules = policy.limits.flatMap(({ name, by, dryRun }) =>
    stats
      .filter((entry) => entry.rule === name && entry.by === by)
      .map((entry) => ({ ...entry, dryRun })),
  );
  return { route: keyOf(policy), limits: now, declared: was === now ? null : was, rules };
};

/**
 * Compiles the routes with what the file says, and stands by to change their limits.
 * @throws {BootError} naming every fault of declarations and file together.
 */
export const createLiveLimits = (parts: LiveLimitsParts): LiveLimits => {
  const { file, throttle } = parts;
  const { declared, compile, fromFile } = createCompiler(parts);
  const audited = createAuditor(parts);
  let live = fromFile();
  tellDryRuns(parts.log, live.all);

  const apply = (next: Compiled): readonly LimitChange[] => {
    const changes = changesBetween(live.all, next.all);
    if (changes.length === 0) return changes;
    live = next;
    tellDryRuns(parts.log, live.all);
    for (const policy of next.all) throttle.replace(policy);
    return changes;
  };
  const store = (overrides: LimitOverrides): readonly LimitChange[] => {
    const next = compile(overrides);
    file.write(overrides);
    return apply(next);
  };
  const isShared =
    (policy: RoutePolicy) =>
    ({ name, by }: LimitRule): boolean =>
      live.all.some(
        (other) =>
          other !== policy && other.limits.some((rule) => rule.name === name && rule.by === by),
      );

  return {
    policies: () => live.policies,
    unmatched: () => live.unmatched,
    list: () => {
      const stats = throttle.stats();
      return live.all.map((policy, index) => viewOf(policy, declared.all[index], stats));
    },
    reload: (actor) => audited(actor, () => apply(fromFile())),
    set: (setting, actor) =>
      audited(actor, () => {
        const policy = live.all.find((one) => keyOf(one) === setting.route);
        if (policy === undefined) {
          return refuse(`${setting.route}: there is no such route; see plinth routes --limits`);
        }
        const limits = limitsWith(policy, setting, isShared(policy));
        return store({ ...file.read(), [setting.route]: { limits } });
      }),
    reset: (route, actor) =>
      audited(actor, () => {
        if (route === undefined) return store({});
        const overrides = file.read();
        if (!Object.hasOwn(overrides, route)) refuse(`${route} has its declared limits`);
        const others = Object.entries(overrides).filter(([key]) => key !== route);
        return store(Object.fromEntries(others));
      }),
  };
};
