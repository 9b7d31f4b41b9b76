/** One window of a limit: at most `limit` calls in any `seconds` seconds. */
export interface LimitWindow {
  readonly limit: number;
  readonly seconds: number;
}

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
      /** Other windows for callers of a tier, such as { premium: "1000/hour" }. */
      readonly tiers?: Readonly<Record<string, string>>;
      /** Other windows for callers of a role, such as { admin: "2000/minute" }; before `tiers`. */
      readonly roles?: Readonly<Record<string, string>>;
    };

/** Windows by the name of a tier or role. */
export type WindowsByName = Readonly<Record<string, readonly LimitWindow[]>>;

/** A rule, normalised; serialisable. */
export interface LimitRule {
  readonly name: string;
  readonly by: LimitKey;
  readonly windows: readonly LimitWindow[];
  /** Whether it only counts and reports what it would refuse (POL-12). Never announced then. */
  readonly dryRun: boolean;
  /** Calls that a node takes at once; left out where every call is counted by itself. */
  readonly lease?: number;
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

const SECONDS: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3_600,
  day: 86_400,
};

/**
 * Parses text such as "5/minute, 20/hour, 100/day".
 * @throws {RangeError} naming what is wrong.
 */
export const parseWindows = (text: string): readonly LimitWindow[] => {
  const windows = text.split(",").map((part) => {
    const match = /^\s*(\d{1,9})\s*\/\s*(?:(\d{1,5})\s*)?(second|minute|hour|day)s?\s*$/.exec(part);
    const unit = match?.[3] === undefined ? undefined : SECONDS[match[3]];
    const limit = Number(match?.[1]);
    if (unit === undefined || !(limit > 0)) {
      throw new RangeError(
        `"${part.trim()}" is not a limit such as 5/minute, 100/hour or 3/10 seconds`,
      );
    }
    return { limit, seconds: unit * Number(match?.[2] ?? 1) };
  });
  const lengths = new Set(windows.map((window) => window.seconds));
  if (lengths.size !== windows.length) {
    throw new RangeError(`"${text}" names the same window twice`);
  }
  return windows.toSorted((a, b) => a.seconds - b.seconds);
};

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

/** A lease takes at most this share of any limit of its rule. */
const LARGEST_SHARE = 10;

/** Whether a lease is small enough for all windows of a rule. */
const leaseFits = (lease: number, windows: readonly LimitWindow[]): boolean =>
  windows.every(({ limit }) => lease * LARGEST_SHARE <= limit);

/** Parses the lease of a rule; undefined where every call is counted by itself. */
const parseLease = (
  declared: unknown,
  rule: LimitRule,
  problems: string[],
): { readonly lease?: number } => {
  if (declared === undefined) return {};
  if (typeof declared !== "number" || !Number.isSafeInteger(declared) || declared < 2) {
    problems.push("limit: `lease` is a whole number of calls from 2 on; leave it out to be exact");
    return {};
  }
  if (rule.by.startsWith("field:")) {
    problems.push("limit: what guards an account is exact; `lease` does not go with field:");
  }
  const { windows, tiers = {}, roles = {} } = rule;
  const named = [...Object.values(tiers), ...Object.values(roles)].flat();
  if (!leaseFits(declared, [...windows, ...named])) {
    problems.push(`limit: a lease of ${declared} is more than a tenth of a limit of the rule`);
  }
  return { lease: declared };
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
      'limit: a text such as "5/minute" or { rule, by, name, tiers, roles, lease, dryRun }',
    );
    return undefined;
  }
  const known = ["rule", "by", "name", "dryRun", "lease", "tiers", "roles"];
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
    const rule: LimitRule = {
      name,
      by,
      windows: parseWindows(value["rule"]),
      dryRun: dryRun === true,
      ...(tiers === undefined ? {} : { tiers }),
      ...(roles === undefined ? {} : { roles }),
    };
    return { ...rule, ...parseLease(value["lease"], rule, problems) };
  } catch (fault) {
    problems.push(`limit: ${fault instanceof Error ? fault.message : String(fault)}`);
    return undefined;
  }
};

const unitName = (seconds: number): string => {
  const exact = Object.entries(SECONDS).find(([, length]) => length === seconds);
  return exact === undefined ? `${seconds} seconds` : exact[0];
};

/** "5/minute, 20/hour" – the text that parseWindows reads. */
export const describeWindows = (windows: readonly LimitWindow[]): string =>
  windows.map(({ limit, seconds }) => `${limit}/${unitName(seconds)}`).join(", ");

const describeNamed = (word: string, named: WindowsByName | undefined): readonly string[] =>
  Object.entries(named ?? {}).map(
    ([name, windows]) => `${word} ${name}: ${describeWindows(windows)}`,
  );

const leaseText = (lease: number): string =>
  `, in leases of ${lease} (each node may admit ${lease - 1} more)`;

/** "5/minute by user (role admin: 9/minute; tier premium: 7/minute)" – for tables and documents. */
export const describeLimit = (rule: LimitRule): string => {
  const others = [...describeNamed("role", rule.roles), ...describeNamed("tier", rule.tiers)];
  const beside = others.length === 0 ? "" : ` (${others.join("; ")})`;
  const lease = rule.lease === undefined ? "" : leaseText(rule.lease);
  const dry = rule.dryRun ? ", dry run" : "";
  return `${describeWindows(rule.windows)} by ${rule.by}${beside}${lease}${dry}`;
};

const declareNamed = (named: WindowsByName): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(named).map(([name, windows]) => [name, describeWindows(windows)]),
  );

/** A rule as somebody would declare it: what {@link parseLimit} reads back as the same rule. */
export const declareLimit = (rule: LimitRule) => {
  const { name, by, windows, dryRun, lease, tiers, roles } = rule;
  return {
    rule: describeWindows(windows),
    by,
    name,
    dryRun,
    ...(lease === undefined ? {} : { lease }),
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
