import type { Access } from "../access.ts";

/**
 * Whose use is counted: an account, an API key, or all callers together, as for what a provider
 * sells to the whole application. Calls without an API key are counted by account under `key`.
 */
export type QuotaSubject = "user" | "key" | "application";

/** What becomes of calls while the store cannot count them (QB-01). */
export type QuotaStoreDown = "deny" | "allow";

/** What a call of a route uses up of a meter, as the route declares it (QB-02). */
export interface QuotaDeclaration {
  /** Name of a meter that a module declares with `defineMeter`. */
  readonly meter: string;
  /**
   * Whole units that a call reserves before its work: 1 if not given, or computed from the validated
   * input, `{ params, query, body }`. What it truly was may be told later: `quotas.charge`.
   */
  // biome-ignore lint/suspicious/noExplicitAny: the input is typed by the route's own schemas
  readonly cost?: number | ((request: any) => number);
  /** Default "user". */
  readonly on?: QuotaSubject;
  /** Default "deny": nothing is given away that nobody counts. */
  readonly onStoreDown?: QuotaStoreDown;
}

/** What a call of a route uses up, normalised; serialisable. */
export interface QuotaPolicy {
  readonly meter: string;
  /** Units that each call reserves; "computed" where its input decides. */
  readonly cost: number | "computed";
  readonly on: QuotaSubject;
  readonly onStoreDown: QuotaStoreDown;
}

const FIELDS = ["meter", "cost", "on", "onStoreDown"];
const SUBJECTS: readonly QuotaSubject[] = ["user", "key", "application"];

const isCost = (cost: unknown): boolean =>
  typeof cost === "function" || (Number.isSafeInteger(cost) && Number(cost) >= 0);

/** Parses a quota; adds one sentence to `problems` for each fault (POL-03). */
export const parseQuota = (
  declared: QuotaDeclaration | undefined,
  access: Access,
  scope: string | undefined,
  problems: string[],
): QuotaPolicy | undefined => {
  if (declared === undefined) return undefined;
  if (typeof declared !== "object" || declared === null) {
    problems.push("quota: { meter, cost, on, onStoreDown }");
    return undefined;
  }
  const { meter, cost = 1, on = "user", onStoreDown = "deny" } = declared;
  const unknown = Object.keys(declared).filter((field) => !FIELDS.includes(field));
  if (unknown.length > 0) problems.push(`quota: unknown field ${unknown.join(", ")}`);
  if (typeof meter !== "string") problems.push("quota: `meter` is the name of a meter");
  if (!isCost(cost)) problems.push("quota: `cost` is a whole number from 0 on, or a function");
  if (!SUBJECTS.includes(on)) problems.push("quota: `on` is user, key or application");
  if (onStoreDown !== "deny" && onStoreDown !== "allow") {
    problems.push("quota: `onStoreDown` is deny or allow");
  }
  if (access.kind === "public" && on !== "application") {
    problems.push("quota: a public route has nobody to count for; say on: application");
  }
  if (on === "key" && scope === undefined) {
    problems.push("quota: no API key may call a route without a scope; count by user");
  }
  return { meter, cost: typeof cost === "function" ? "computed" : cost, on, onStoreDown };
};

/** One phrase for tables and documents. */
export const describeQuota = (quota: QuotaPolicy | undefined): string =>
  quota === undefined
    ? "none"
    : `${quota.cost} of ${quota.meter} by ${quota.on}; store down: ${quota.onStoreDown}`;
