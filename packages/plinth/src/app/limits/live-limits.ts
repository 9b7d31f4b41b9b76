import { BootError, type Events } from "#core";
import {
  compileOverridden,
  type DeclaredRoute,
  describeLimit,
  type LimitOverride,
  type LimitOverrides,
  type LimitRule,
  type PolicyDefaults,
  type RoutePolicy,
} from "#policy";
import type { RuleStats, Throttle } from "#protection/throttle";
import type { Logger } from "#telemetry";
import { keyOf, type LimitSetting, limitsWith, refuse } from "./limit-setting.ts";
import type { LimitsFile } from "./limits-file.ts";

/** The limits of one route as they are now. */
export interface RouteLimitsView {
  readonly route: string;
  readonly limits: string;
  /** What the code declares, where something else holds now; else null. */
  readonly declared: string | null;
  /** Whether an administrator set them, for all nodes. */
  readonly isOverridden: boolean;
  /** What each rule decided since the start, over all routes that share it. */
  readonly rules: readonly (RuleStats & { readonly dryRun: boolean })[];
}

/** One route whose limits are others now. */
export interface LimitChange {
  readonly route: string;
  readonly from: string;
  readonly to: string;
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
  /** What a setting makes of the limits of its route; changes nothing. @throws {BootError} as `reload` does. */
  readonly overrideFor: (setting: LimitSetting) => LimitOverride;
  /**
   * Puts what administrators set for all nodes over the file, in the place of what they set before.
   * What fits no route of this release is left out, and the log says so.
   */
  readonly adopt: (overrides: LimitOverrides) => void;
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

/** Compiles declarations, and what overrides make of them. */
const createCompiler = ({ routes, unmatched, defaults }: LiveLimitsParts) => {
  const compile = (overrides: LimitOverrides, source = ""): Compiled => {
    const problems: string[] = [];
    const all = compileOverridden([...routes, unmatched], defaults, overrides, problems);
    const last = all.at(-1);
    if (problems.length > 0 || last === undefined) {
      throw new BootError(problems.map((text) => `${source}${text}`));
    }
    return { all, policies: all.slice(0, -1), unmatched: last };
  };
  const declared = compile({});
  return {
    declared,
    compile: (overrides: LimitOverrides, source?: string): Compiled =>
      Object.keys(overrides).length === 0 ? declared : compile(overrides, source),
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
  isOverridden: boolean,
): RouteLimitsView => {
  const now = describe(policy);
  const was = declared === undefined ? now : describe(declared);
  const rules = policy.limits.flatMap(({ name, by, dryRun }) =>
    stats
      .filter((entry) => entry.rule === name && entry.by === by)
      .map((entry) => ({ ...entry, dryRun })),
  );
  return {
    ...{ route: keyOf(policy), limits: now, rules, isOverridden },
    declared: was === now ? null : was,
  };
};

/** What of some overrides fits the routes of this release, and what its file says. */
const fittingOf = (
  overrides: LimitOverrides,
  own: LimitOverrides,
  compile: (overrides: LimitOverrides) => Compiled,
  log: Logger,
): LimitOverrides => {
  let fitting: LimitOverrides = {};
  for (const [route, override] of Object.entries(overrides)) {
    const next = { ...fitting, [route]: override };
    try {
      compile({ ...own, ...next });
      fitting = next;
    } catch (fault) {
      if (!(fault instanceof BootError)) throw fault;
      log.warn("limits that were set do not fit this release", { route, reason: fault.message });
    }
  }
  return fitting;
};

/**
 * Compiles the routes with what the file says, and stands by to change their limits.
 * @throws {BootError} naming every fault of declarations and file together.
 */
export const createLiveLimits = (parts: LiveLimitsParts): LiveLimits => {
  const { file, throttle, log } = parts;
  const { declared, compile } = createCompiler(parts);
  const audited = createAuditor(parts);
  let own = file.read();
  let adopted: LimitOverrides = {};
  let live = compile(own, `${file.path}: `);
  tellDryRuns(log, live.all);

  const apply = (next: Compiled): readonly LimitChange[] => {
    const changes = changesBetween(live.all, next.all);
    if (changes.length === 0) return changes;
    live = next;
    tellDryRuns(log, live.all);
    for (const policy of next.all) throttle.replace(policy);
    return changes;
  };
  /** The file, with what administrators set over it. Each has to fit alone, and both together. */
  const take = (overrides: LimitOverrides, source: string, keep: () => void) => {
    compile(overrides, source);
    const next = compile({ ...overrides, ...adopted }, source);
    keep();
    own = overrides;
    return apply(next);
  };
  const store = (overrides: LimitOverrides): readonly LimitChange[] =>
    take(overrides, "", () => file.write(overrides));
  const isShared =
    (policy: RoutePolicy) =>
    ({ name, by }: LimitRule): boolean =>
      live.all.some(
        (other) =>
          other !== policy && other.limits.some((rule) => rule.name === name && rule.by === by),
      );
  const settingOf = (setting: LimitSetting): LimitOverride => {
    const policy = live.all.find((one) => keyOf(one) === setting.route);
    if (policy === undefined) {
      return refuse(`${setting.route}: there is no such route; see plinth routes --limits`);
    }
    return { limits: limitsWith(policy, setting, isShared(policy)) };
  };
  /** What administrators set lies over the file, whose changes would do nothing. */
  const requireOwn = (route: string): void => {
    if (!Object.hasOwn(adopted, route)) return;
    refuse(`${route} has limits that were set in the console; take them back there first`);
  };

  return {
    policies: () => live.policies,
    unmatched: () => live.unmatched,
    list: () => {
      const stats = throttle.stats();
      return live.all.map((policy, index) =>
        viewOf(policy, declared.all[index], stats, Object.hasOwn(adopted, keyOf(policy))),
      );
    },
    reload: (actor) => audited(actor, () => take(file.read(), `${file.path}: `, () => undefined)),
    set: (setting, actor) =>
      audited(actor, () => {
        requireOwn(setting.route);
        return store({ ...file.read(), [setting.route]: settingOf(setting) });
      }),
    reset: (route, actor) =>
      audited(actor, () => {
        if (route === undefined) return store({});
        requireOwn(route);
        const overrides = file.read();
        if (!Object.hasOwn(overrides, route)) refuse(`${route} has its declared limits`);
        const others = Object.entries(overrides).filter(([key]) => key !== route);
        return store(Object.fromEntries(others));
      }),
    overrideFor: (setting) => {
      const override = settingOf(setting);
      compile({ ...own, ...adopted, [setting.route]: override });
      return override;
    },
    adopt: (overrides) => {
      adopted = fittingOf(overrides, own, compile, log);
      const changes = apply(compile({ ...own, ...adopted }));
      if (changes.length > 0) log.info("limits set by administrators", { changes });
    },
  };
};
