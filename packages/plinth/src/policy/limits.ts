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
    };

/** A rule, normalised; serialisable. */
export interface LimitRule {
  readonly name: string;
  readonly by: LimitKey;
  readonly windows: readonly LimitWindow[];
  /** Whether it only counts and reports what it would refuse (POL-12). Never announced then. */
  readonly dryRun: boolean;
}

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

/** Parses one declared limit; adds one sentence to `problems` for each fault. */
export const parseLimit = (
  declared: unknown,
  defaults: { readonly by: LimitKey; readonly name: string },
  problems: string[],
): LimitRule | undefined => {
  const value =
    typeof declared === "string" ? { rule: declared } : (declared as Record<string, unknown>);
  if (typeof value !== "object" || value === null || typeof value["rule"] !== "string") {
    problems.push('limit: a text such as "5/minute" or { rule, by, name, dryRun }');
    return undefined;
  }
  const known = ["rule", "by", "name", "dryRun"];
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
  try {
    return { name, by, windows: parseWindows(value["rule"]), dryRun: dryRun === true };
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

/** "5/minute, 20/hour by address" – for tables and documents. */
export const describeLimit = (rule: LimitRule): string =>
  `${describeWindows(rule.windows)} by ${rule.by}${rule.dryRun ? ", dry run" : ""}`;
