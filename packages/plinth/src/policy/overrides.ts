import { compilePolicies, type DeclaredRoute, type PolicyDefaults } from "./compile.ts";
import type { LimitDeclaration } from "./limits.ts";
import type { RoutePolicy } from "./policy.ts";

/** What an operator puts in the place of the limits that a route declares. */
export interface LimitOverride {
  /** All limits of the route: each key that the declaration counts by must be among them. */
  readonly limits: readonly LimitDeclaration[];
  /** Lets those run dry that do not say themselves. */
  readonly dryRun?: boolean;
}

/** Overrides by route, such as "POST /api/v1/auth/signin". */
export type LimitOverrides = Readonly<Record<string, LimitOverride>>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const parseOverride = (
  route: string,
  value: unknown,
  problems: string[],
): LimitOverride | undefined => {
  if (!isObject(value) || !Array.isArray(value["limits"])) {
    problems.push(`${route}: { "limits": ["5/minute, 20/hour"] }, with "dryRun" if wanted`);
    return undefined;
  }
  const unknown = Object.keys(value).filter((key) => !["limits", "dryRun"].includes(key));
  if (unknown.length > 0) problems.push(`${route}: unknown field ${unknown.join(", ")}`);
  const { limits, dryRun } = value;
  if (dryRun !== undefined && typeof dryRun !== "boolean") {
    problems.push(`${route}: dryRun is true or false`);
  }
  return { limits, ...(typeof dryRun === "boolean" ? { dryRun } : {}) };
};

/**
 * Reads overrides from a parsed JSON document; what each limit says is checked by
 * {@link compileOverridden}. Adds one sentence to `problems` for each fault.
 */
export const parseLimitOverrides = (document: unknown, problems: string[]): LimitOverrides => {
  if (!isObject(document)) {
    problems.push('one JSON object with routes as names, such as "POST /api/v1/auth/signin"');
    return {};
  }
  const entries = Object.entries(document).map(
    ([route, value]) => [route, parseOverride(route, value, problems)] as const,
  );
  return Object.fromEntries(entries.filter(([, override]) => override !== undefined)) as Record<
    string,
    LimitOverride
  >;
};

const keyOf = ({ method, path }: Pick<DeclaredRoute, "method" | "path">): string =>
  `${method} ${path}`;

const runDry = (limit: LimitDeclaration): LimitDeclaration =>
  typeof limit === "string" ? { rule: limit, dryRun: true } : { dryRun: true, ...limit };

const withOverride = (route: DeclaredRoute, overrides: LimitOverrides): DeclaredRoute => {
  const key = keyOf(route);
  const override = Object.hasOwn(overrides, key) ? overrides[key] : undefined;
  if (override === undefined) return route;
  // What is no limit at all stays as it is, for the compiler to refuse.
  const limit = override.limits.map((entry) =>
    override.dryRun === true && (typeof entry === "string" || isObject(entry))
      ? runDry(entry)
      : entry,
  );
  return { ...route, declaration: { ...route.declaration, limit } };
};

/** An operator changes numbers; taking a control away is a change of the code. */
const checkKeys = (declared: RoutePolicy, live: RoutePolicy, problems: string[]): void => {
  const lost = declared.limits
    .map(({ by }) => by)
    .filter((by) => !live.limits.some((rule) => rule.by === by));
  for (const by of new Set(lost)) {
    problems.push(`${keyOf(declared)}: limit: nothing counts by ${by} any more; add a rule by it`);
  }
};

/**
 * Compiles routes with overrides in the place of their declared limits, under the very checks that
 * declarations meet. The result is of use only when nothing was added to `problems`.
 */
export const compileOverridden = (
  routes: readonly DeclaredRoute[],
  defaults: PolicyDefaults,
  overrides: LimitOverrides,
  problems: string[],
): readonly RoutePolicy[] => {
  const known = new Set(routes.map(keyOf));
  for (const key of Object.keys(overrides)) {
    if (!known.has(key))
      problems.push(`${key}: there is no such route; see plinth routes --limits`);
  }
  const live = compilePolicies(
    routes.map((route) => withOverride(route, overrides)),
    defaults,
    problems,
  );
  const declared = compilePolicies(routes, defaults, []);
  declared.forEach((policy, index) => {
    const overridden = live[index];
    if (overridden !== undefined) checkKeys(policy, overridden, problems);
  });
  return live;
};
