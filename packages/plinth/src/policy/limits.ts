import { type Accuracy, describeAccuracy, leaseFits, parseAccuracy } from "./accuracy.ts";
import { describeWindows, type LimitWindow, parseWindows } from "./windows.ts";

/**
 * What a limit counts by. `key` counts by API key, and callers without one not at all; `field:x` by
 * the text in body field x, for limits per account.
 */
export type LimitKey = "address" | "user" | "key" | `field:${string}`;

/** A rule with one or more windows, as a route declares it. */
export type LimitDeclaration =
  | string
  | {
      readonly rule: string;
      /** Default: by user where the route needs one, else by address. */
      readonly by?: LimitKey;
      /** Routes that give the same name share one count. Default: the route itself. */
      readonly name?: string;
      /** Counts and reports what it would refuse, and refuses nothing. Default false. */
      readonly dryRun?: boolean;
      /**
       * Calls that each node takes from the shared counts at once, at most a tenth of every limit of
       * the rule. Fewer round trips; in any window nodes * (lease - 1) calls more than the limit may
       * pass. Exact if not given, and wherever there is one node.
       */
      readonly lease?: number;
      /**
       * Share of each limit that may be admitted too many, 0.01 to 0.1, for rules with very many keys: a
       * key then takes the same few bytes however often it calls. Exact if not given, which takes more
       * for each call.
       */
      readonly tolerance?: number;
      /** Other windows for callers of a tier, such as { premium: "1000/hour" }. */
      readonly tiers?: Readonly<Record<string, string>>;
      /** Other windows for callers of a role, such as { admin: "2000/minute" }; before `tiers`. */
      readonly roles?: Readonly<Record<string, string>>;
    };

/** Windows by the name of a tier or role. */
export type WindowsByName = Readonly<Record<string, readonly LimitWindow[]>>;

/** A rule, normalised; serialisable. */
export interface LimitRule extends Accuracy {
  readonly name: string;
  readonly by: LimitKey;
  readonly windows: readonly LimitWindow[];
  /** Whether it only counts and reports what it would refuse (POL-12). Never announced then. */
  readonly dryRun: boolean;
  /** What callers of a tier have in the place of `windows`; left out where no tier has its own. */
  readonly tiers?: WindowsByName;
  /** The same by role; a role goes before a tier. */
  readonly roles?: WindowsByName;
}

/** What of a caller a limit may depend on. */
export interface LimitedCaller {
  readonly role: string;
  readonly tier: string;
}

const ownWindows = (
  named: WindowsByName | undefined,
  name: string,
): readonly LimitWindow[] | undefined =>
  named !== undefined && Object.hasOwn(named, name) ? named[name] : undefined;

/** The windows that hold for a caller: those of the role, else of the tier, else the rule's own. */
export const windowsFor = (
  { windows, tiers, roles }: Pick<LimitRule, "windows" | "tiers" | "roles">,
  caller: LimitedCaller,
): readonly LimitWindow[] =>
  ownWindows(roles, caller.role) ?? ownWindows(tiers, caller.tier) ?? windows;

/** What a structured-field string holds without escapes (RFC 9651 section 3.3.3). */
const PLAIN_NAME = /^[ !#-[\]-~]{1,200}$/;

const isKey = (value: unknown): value is LimitKey =>
  value === "address" ||
  value === "user" ||
  value === "key" ||
  (typeof value === "string" && /^field:[a-zA-Z][a-zA-Z0-9]*$/.test(value));

/** What tiers and roles are called. */
const CALLER_NAME = /^[a-z][a-z0-9-]{0,30}$/;

/** Parses windows by tier or role; undefined where nothing is declared. */
const parseNamed = (
  field: "tiers" | "roles",
  declared: unknown,
  problems: string[],
): WindowsByName | undefined => {
  if (declared === undefined) return undefined;
  if (typeof declared !== "object" || declared === null || Array.isArray(declared)) {
    problems.push(`limit: \`${field}\` gives limits by name, such as { premium: "1000/hour" }`);
    return undefined;
  }
  const entries: [string, readonly LimitWindow[]][] = [];
  for (const [name, text] of Object.entries(declared)) {
    if (!CALLER_NAME.test(name)) problems.push(`limit: ${field}: "${name}" is no lower-case word`);
    try {
      entries.push([name, parseWindows(String(text))]);
    } catch (fault) {
      problems.push(`limit: ${field}: ${fault instanceof Error ? fault.message : String(fault)}`);
    }
  }
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
};

/** Parses one declared limit; adds one sentence to `problems` for each fault. */
export const parseLimit = (
  declared: unknown,
  defaults: { readonly by: LimitKey; readonly name: string },
  problems: string[],
): LimitRule | undefined => {
  const value =
    typeof declared === "string" ? { rule: declared } : (declared as Record<string, unknown>);
  if (typeof value !== "object" || value === null || typeof value["rule"] !== "string") {
    problems.push(
      'limit: a text such as "5/minute" or { rule, by, name, tiers, roles, lease, tolerance, dryRun }',
    );
    return undefined;
  }
  const known = ["rule", "by", "name", "dryRun", "lease", "tolerance", "tiers", "roles"];
  const unknown = Object.keys(value).filter((key) => !known.includes(key));
  if (unknown.length > 0) problems.push(`limit: unknown field ${unknown.join(", ")}`);
  const by = "by" in value ? value["by"] : defaults.by;
  if (!isKey(by)) {
    problems.push("limit: `by` is address, user, key or field:<name of a body field>");
    return undefined;
  }
  const name = "name" in value ? String(value["name"]) : defaults.name;
  if (!PLAIN_NAME.test(name)) {
    problems.push('limit: a name is plain ASCII text without " and \\, because headers tell it');
  }
  const dryRun = "dryRun" in value ? value["dryRun"] : false;
  if (typeof dryRun !== "boolean") problems.push("limit: `dryRun` is true or false");
  const tiers = parseNamed("tiers", value["tiers"], problems);
  const roles = parseNamed("roles", value["roles"], problems);
  if ((tiers ?? roles) !== undefined && by !== "user" && by !== "key") {
    problems.push("limit: tiers and roles are known of callers only; count by user or key");
  }
  try {
    const windows = parseWindows(value["rule"]);
    const all = [windows, ...Object.values(tiers ?? {}), ...Object.values(roles ?? {})].flat();
    return {
      name,
      by,
      windows,
      dryRun: dryRun === true,
      ...(tiers === undefined ? {} : { tiers }),
      ...(roles === undefined ? {} : { roles }),
      ...parseAccuracy(value, { by, windows: all }, problems),
    };
  } catch (fault) {
    problems.push(`limit: ${fault instanceof Error ? fault.message : String(fault)}`);
    return undefined;
  }
};

const describeNamed = (word: string, named: WindowsByName | undefined): readonly string[] =>
  Object.entries(named ?? {}).map(
    ([name, windows]) => `${word} ${name}: ${describeWindows(windows)}`,
  );

/** "5/minute by user (role admin: 9/minute; tier premium: 7/minute)" – for tables and documents. */
export const describeLimit = (rule: LimitRule): string => {
  const others = [...describeNamed("role", rule.roles), ...describeNamed("tier", rule.tiers)];
  const beside = others.length === 0 ? "" : ` (${others.join("; ")})`;
  const dry = rule.dryRun ? ", dry run" : "";
  return `${describeWindows(rule.windows)} by ${rule.by}${beside}${describeAccuracy(rule)}${dry}`;
};

const declareNamed = (named: WindowsByName): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(named).map(([name, windows]) => [name, describeWindows(windows)]),
  );

/** A rule as somebody would declare it: what {@link parseLimit} reads back as the same rule. */
export const declareLimit = (rule: LimitRule) => {
  const { name, by, windows, dryRun, lease, tolerance, tiers, roles } = rule;
  return {
    rule: describeWindows(windows),
    by,
    name,
    dryRun,
    ...(lease === undefined ? {} : { lease }),
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(tiers === undefined ? {} : { tiers: declareNamed(tiers) }),
    ...(roles === undefined ? {} : { roles: declareNamed(roles) }),
  };
};

/**
 * The same rule, counted exactly where its lease is too large for it: what an operator makes of a
 * limit in need is not refused for a lease. What is no limit at all stays, for the compiler to refuse.
 */
export const withFittingLease = (
  declared: ReturnType<typeof declareLimit>,
): ReturnType<typeof declareLimit> => {
  const { lease, ...exact } = declared;
  if (lease === undefined) return declared;
  const { rule, tiers = {}, roles = {} } = exact;
  const named = [...Object.values(tiers), ...Object.values(roles)];
  try {
    return leaseFits(lease, [rule, ...named].flatMap(parseWindows)) ? declared : exact;
  } catch {
    return declared;
  }
};
