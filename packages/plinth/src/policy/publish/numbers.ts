import type { LimitKey, LimitRule } from "../limits.ts";
import type { RoutePolicy } from "../policy.ts";
import type { LimitWindow } from "../windows.ts";

/** One number of a policy: what a conformance test is generated from (POL-07). */
export interface NumericField {
  /** Such as "POST /api/v1/auth/signin". */
  readonly route: string;
  readonly field: "limit" | "bodyLimit" | "timeout" | "cache" | "assurance";
  readonly value: number;
  readonly unit: "calls" | "bytes" | "milliseconds" | "seconds" | "factors";
  /** Of a limit: the rule, what it counts by, and the length of this window. */
  readonly limit?: {
    readonly rule: string;
    readonly by: LimitKey;
    readonly windowSeconds: number;
    readonly dryRun: boolean;
    /** Whom the window is for, where it is not for everyone. */
    readonly tier?: string;
    readonly role?: string;
  };
}

const MAX_AGE = /(?:^|, )max-age=(\d+)/;

type Whom = Pick<NonNullable<NumericField["limit"]>, "tier" | "role">;

/** Every window of a rule, with whom it is for. */
const windowsOf = ({
  windows,
  tiers = {},
  roles = {},
}: LimitRule): readonly (readonly [LimitWindow, Whom])[] => {
  const named = (all: typeof tiers, whom: (name: string) => Whom) =>
    Object.entries(all).flatMap(([name, own]) =>
      own.map((window) => [window, whom(name)] as const),
    );
  return [
    ...windows.map((window) => [window, {}] as const),
    ...named(roles, (role) => ({ role })),
    ...named(tiers, (tier) => ({ tier })),
  ];
};

const numbersOf = (policy: RoutePolicy): readonly NumericField[] => {
  const route = `${policy.method} ${policy.path}`;
  const limits = policy.limits.flatMap((rule) =>
    windowsOf(rule).map(
      ([{ limit, seconds }, whom]): NumericField => ({
        route,
        field: "limit",
        value: limit,
        unit: "calls",
        limit: {
          rule: rule.name,
          by: rule.by,
          windowSeconds: seconds,
          dryRun: rule.dryRun,
          ...whom,
        },
      }),
    ),
  );
  const one = (
    field: NumericField["field"],
    unit: NumericField["unit"],
    value: number | null | undefined,
  ): readonly NumericField[] => (typeof value === "number" ? [{ route, field, value, unit }] : []);
  const age = MAX_AGE.exec(policy.cacheControl)?.[1];
  return [
    ...limits,
    // Of forms with files the whole; the sizes of files are proven where files are read.
    ...one("bodyLimit", "bytes", policy.body || policy.upload ? policy.bodyLimit : null),
    ...one("timeout", "milliseconds", policy.timeoutMs),
    ...one("cache", "seconds", age === undefined ? null : Number(age)),
    // Level 1 is any proof at all: it asks for nothing.
    ...one("assurance", "factors", policy.assurance?.level === 2 ? 2 : null),
    ...one("assurance", "milliseconds", policy.assurance?.freshMs),
  ];
};

/**
 * Every number that policies enforce, one entry for each route and field: a rule that routes share
 * by name is a number of each of them, because each must hold it.
 */
export const numericFields = (policies: readonly RoutePolicy[]): readonly NumericField[] =>
  policies.flatMap(numbersOf);
