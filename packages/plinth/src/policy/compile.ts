import { parseDuration, parseSize } from "#core";
import { type Access, parseAccess } from "./access.ts";
import { parseCache, withNotModified } from "./answers/caching.ts";
import { parseCompression } from "./answers/compression.ts";
import { IDEMPOTENCY_CODES, parseIdempotent } from "./answers/idempotency.ts";
import { parseReuse } from "./answers/reuse.ts";
import { POLICY_FIELDS, type PolicyDeclaration } from "./declaration.ts";
import { parseInspection } from "./inspection.ts";
import { describeLimit, type LimitRule, parseLimit } from "./limits.ts";
import type { CsrfPolicy, Method, RoutePolicy } from "./policy.ts";
import { parseProof } from "./proof.ts";
import { parseQuota } from "./quota/quota.ts";
import { formBytes, parseUpload } from "./upload/parse.ts";

/** What holds where a route says nothing. */
export interface PolicyDefaults {
  /** Windows of the default limit, for example "100/minute, 1000/hour" (RL-05). */
  readonly limit: string;
  /** What callers of a tier have in the place of `limit` (RL-06). */
  readonly tiers?: Readonly<Record<string, string>>;
}

/** A declaration together with where it stands. */
export interface DeclaredRoute {
  readonly method: Method;
  readonly path: string;
  readonly module: string;
  readonly declaration: PolicyDeclaration;
}

const STATE_CHANGING: readonly Method[] = ["POST", "PUT", "PATCH", "DELETE"];

/** What any form with files can be answered with. */
const UPLOAD_CODES = [
  "VALIDATION_ERROR",
  "REQUEST_TIMEOUT",
  "PAYLOAD_TOO_LARGE",
  "UNSUPPORTED_MEDIA_TYPE",
  "FILE_TOO_LARGE",
  "FILE_TYPE_REFUSED",
  "FILE_REFUSED",
] as const;

/** What a stream of events can be answered with in its place. */
const EVENT_CODES = ["TOO_MANY_STREAMS", "SERVICE_UNAVAILABLE"] as const;

const attempt = <T>(field: string, problems: string[], fallback: T, parse: () => T): T => {
  try {
    return parse();
  } catch (fault) {
    problems.push(`${field}: ${fault instanceof Error ? fault.message : String(fault)}`);
    return fallback;
  }
};

/** What no caller of the route could ever meet would be a number that nothing holds. */
const unreachable = ({ roles }: LimitRule, access: Access): readonly string[] => {
  if (roles === undefined || access.kind !== "role") return [];
  const strangers = Object.keys(roles).filter((name) => !access.roles.includes(name));
  return [
    ...strangers.map((name) => `limit: roles: ${name} may not call the route`),
    ...(access.roles.every((name) => Object.hasOwn(roles, name))
      ? ["limit: every role that may call has a limit of its own; say one of them in `rule`"]
      : []),
  ];
};

/** What contradicts the rest of the route. */
const limitFaults = (
  rule: LimitRule,
  { declaration, path }: DeclaredRoute,
  access: Access,
): readonly string[] => {
  const faults: string[] = [];
  if ((rule.lease ?? rule.tolerance) !== undefined && path.includes("/auth/")) {
    faults.push(
      "limit: authentication routes are counted exactly; leave out `lease` and `tolerance` (RL-02)",
    );
  }
  if (rule.by === "user" && access.kind === "public") {
    faults.push("limit: a public route has no user to count by; use address");
  }
  if (rule.by === "key" && declaration.scope === undefined) {
    faults.push("limit: no API key may call a route without a scope; count by user");
  }
  if (rule.by.startsWith("field:") && declaration.body === undefined) {
    faults.push(`limit: ${rule.by} needs a body schema with that field`);
  }
  if (rule.by.startsWith("field:") && declaration.upload !== undefined) {
    faults.push(`limit: ${rule.by} would be read after files were; count by user or address`);
  }
  return [...faults, ...unreachable(rule, access)];
};

const parseLimits = (
  route: DeclaredRoute,
  access: Access,
  defaults: PolicyDefaults,
  problems: string[],
): { limits: readonly LimitRule[]; exempt: string | null } => {
  const declared = route.declaration.limit;
  const by = access.kind === "public" ? "address" : "user";
  if (declared === undefined) {
    // One shared budget over all routes that declare none (RL-05), not one per route.
    const tiers = by === "user" && defaults.tiers !== undefined ? { tiers: defaults.tiers } : {};
    const rule = parseLimit({ rule: defaults.limit, ...tiers }, { by, name: "default" }, problems);
    return { limits: rule === undefined ? [] : [rule], exempt: null };
  }
  if (typeof declared === "object" && "none" in declared) {
    if (typeof declared.none !== "string" || declared.none.trim().length < 8) {
      problems.push("limit: a route without a limit says why in `none`");
    }
    return { limits: [], exempt: declared.none };
  }
  const name = `${route.method} ${route.path}`;
  const entries: readonly unknown[] = Array.isArray(declared) ? declared : [declared];
  if (entries.length === 0) problems.push("limit: an empty list; leave it out or say { none }");
  const limits = entries
    .map((entry) => parseLimit(entry, { by, name }, problems))
    .filter((rule) => rule !== undefined);
  const keys = limits.map((rule) => `${rule.name} ${rule.by}`);
  if (new Set(keys).size !== keys.length) {
    problems.push("limit: two rules with one key; join their windows in one text");
  }
  for (const rule of limits) problems.push(...limitFaults(rule, route, access));
  return { limits, exempt: null };
};

const parseCsrf = (route: DeclaredRoute, problems: string[]): CsrfPolicy => {
  const declared = route.declaration.csrf;
  if (!STATE_CHANGING.includes(route.method)) {
    if (declared !== undefined) problems.push("csrf: a safe method needs no exemption");
    return { kind: "safe-method" };
  }
  if (declared === undefined) return { kind: "cookie" };
  if (typeof declared.exempt !== "string" || declared.exempt.trim().length < 8) {
    problems.push("csrf: an exemption says why in `exempt`");
  }
  return { kind: "exempt", because: declared.exempt };
};

/** The codes of what only some routes have: files, events, keys of calls that are sent again. */
const codesOfKind = ({ upload, idempotent, produces }: PolicyDeclaration): readonly string[] => [
  ...(upload === undefined ? [] : UPLOAD_CODES),
  ...(produces === "events" ? EVENT_CODES : []),
  ...(idempotent === true ? IDEMPOTENCY_CODES : []),
];

/** The codes that follow from the policy itself. */
const errorCodes = (
  declaration: PolicyDeclaration,
  access: Access,
  proof: Pick<RoutePolicy, "assurance" | "signed" | "inspect">,
  limited: boolean,
  stateChanging: boolean,
): string[] => {
  const codes = new Set(declaration.errors ?? []);
  if (access.kind !== "public") codes.add("AUTHENTICATION_ERROR");
  // An API key is refused wherever no scope is named, so any route with a caller can answer 403.
  if (access.kind !== "public") codes.add("AUTHORIZATION_ERROR");
  const restricted = access.kind === "role" || access.kind === "permission";
  if (proof.assurance !== null || restricted) codes.add("STEP_UP_REQUIRED");
  if (proof.signed) codes.add("SIGNATURE_INVALID");
  if (limited) codes.add("RATE_LIMIT_EXCEEDED");
  if (limited && declaration.onStoreDown === "deny") codes.add("SERVICE_UNAVAILABLE");
  if (declaration.quota !== undefined) codes.add("QUOTA_EXCEEDED").add("SERVICE_UNAVAILABLE");
  if (stateChanging) codes.add("CSRF_ERROR");
  if (declaration.body !== undefined) {
    codes.add("UNSUPPORTED_MEDIA_TYPE").add("PAYLOAD_TOO_LARGE");
  }
  for (const code of codesOfKind(declaration)) codes.add(code);
  if (declaration.body ?? declaration.query ?? declaration.params) codes.add("VALIDATION_ERROR");
  if (proof.inspect.fields.some(({ mode }) => mode === "block")) codes.add("INPUT_REJECTED");
  return [...codes].sort();
};

const checkShape = (route: DeclaredRoute, problems: string[]): void => {
  const { declaration, method, path } = route;
  const known: readonly string[] = POLICY_FIELDS;
  for (const field of Object.keys(declaration)) {
    if (!known.includes(field)) problems.push(`unknown policy field ${field}`);
  }
  if (typeof declaration.summary !== "string" || declaration.summary.trim() === "") {
    problems.push("summary: one sentence for the documentation");
  }
  const { webSocket } = declaration;
  if (webSocket !== undefined && (webSocket !== true || method !== "GET")) {
    problems.push("webSocket: is only ever true, and on GET");
  }
  if (declaration.produces === "events" && method !== "GET") {
    problems.push("produces: events are streamed to a GET only");
  }
  if (method === "GET" && declaration.body !== undefined) problems.push("body: GET has none");
  if (declaration.bodyLimit !== undefined && declaration.body === undefined) {
    problems.push("bodyLimit: the route declares no body");
  }
  const statuses = Object.keys(declaration.responses ?? {});
  if (statuses.length === 0 || statuses.some((status) => !/^[23]\d\d$/.test(status))) {
    problems.push("responses: at least one status, each 2xx or 3xx; errors follow from the policy");
  }
  const names = [...path.matchAll(/:([a-zA-Z]+)/g)].map((match) => match[1]);
  const schema = declaration.params as { properties?: Record<string, unknown> } | undefined;
  const declared = Object.keys(schema?.properties ?? {});
  if (names.toSorted().join() !== declared.toSorted().join()) {
    problems.push("params: the schema names exactly the parameters of the path");
  }
};

/** Types that forms of other sites can send would undo what asking for JSON protects from. */
const FORM_TYPES = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"];

const parseMediaTypes = (
  { mediaTypes = [], body }: PolicyDeclaration,
  problems: string[],
): readonly string[] => {
  if (mediaTypes.length > 0 && body === undefined) {
    problems.push("mediaTypes: the route declares no body");
  }
  for (const type of mediaTypes) {
    if (FORM_TYPES.includes(type) || !/^application\/[a-z0-9][a-z0-9.+-]{0,80}$/.test(type)) {
      problems.push(`mediaTypes: ${type} is not such as application/csp-report`);
    }
  }
  return mediaTypes;
};

/**
 * Normalises one declaration. Faults go to `problems`, one sentence each, so that a start can name
 * all of them together (POL-02, POL-03).
 */
export const compilePolicy = (
  route: DeclaredRoute,
  defaults: PolicyDefaults,
  problems: string[],
): RoutePolicy => {
  const { declaration, method, path, module } = route;
  const found: string[] = [];
  checkShape(route, found);
  const access = parseAccess(declaration.access, found);
  const proof = parseProof(declaration, access, found);
  const { limits, exempt } = parseLimits(route, access, defaults, found);
  const isLimited = limits.some(({ dryRun }) => !dryRun);
  const quota = parseQuota(declaration.quota, access, declaration.scope, found);
  const csrf = parseCsrf(route, found);
  const stateChanging = STATE_CHANGING.includes(method);
  const inspect = parseInspection(declaration, declaration.inspect, found);
  const upload = parseUpload(method, declaration, found);
  const textLimit = attempt("bodyLimit", found, 0, () =>
    parseSize(declaration.bodyLimit ?? "64kb"),
  );
  // A form arrives at the pace of the caller's line; the server itself ends it after 30 seconds.
  const timeout = declaration.timeout ?? (upload === null ? "10s" : "30s");
  const cacheControl = attempt("cache", found, "no-store", () =>
    parseCache(declaration.cache, access, method),
  );
  const reuse = parseReuse(method, declaration, access, found);
  const isIdempotent = parseIdempotent(method, declaration, access, found);
  const produces = declaration.produces ?? "json";
  const onStoreDown = declaration.onStoreDown ?? "local";
  if (onStoreDown === "allow" && path.includes("/auth/")) {
    found.push("onStoreDown: authentication routes may not use allow (RL-11)");
  }
  const dataClass = declaration.dataClass ?? (access.kind === "public" ? "public" : "personal");
  const policy: RoutePolicy = {
    method,
    path,
    module,
    summary: declaration.summary,
    access,
    ...proof,
    limits,
    limitExempt: exempt,
    ...(quota === undefined ? {} : { quota }),
    params: declaration.params ?? null,
    query: declaration.query ?? null,
    body: declaration.body ?? null,
    mediaTypes: parseMediaTypes(declaration, found),
    upload,
    bodyLimit: upload === null ? textLimit : formBytes(upload),
    responses: withNotModified(declaration.responses ?? {}, { cacheControl, produces }),
    produces,
    webSocket: declaration.webSocket === true,
    inspect,
    csrf,
    cors: declaration.cors ?? true,
    cacheControl,
    ...(reuse === undefined ? {} : { reuse }),
    compression: parseCompression(declaration, { dataClass, produces }, found),
    ...(isIdempotent ? { idempotent: true as const } : {}),
    timeoutMs: attempt("timeout", found, 0, () => parseDuration(timeout)),
    audit: declaration.audit ?? null,
    dataClass,
    onStoreDown,
    errors: errorCodes(declaration, access, { ...proof, inspect }, isLimited, stateChanging),
    example: declaration.example ?? null,
  };
  problems.push(...found.map((problem) => `${method} ${path}: ${problem}`));
  return policy;
};

/** Compiles all routes of an application and looks for contradictions between them. */
export const compilePolicies = (
  routes: readonly DeclaredRoute[],
  defaults: PolicyDefaults,
  problems: string[],
): readonly RoutePolicy[] => {
  const seen = new Set<string>();
  const windows = new Map<string, string>();
  return routes.map((route) => {
    const policy = compilePolicy(route, defaults, problems);
    const key = `${route.method} ${route.path}`;
    // Neither letter case nor the names of parameters tell two routes apart.
    const shape = key.toLowerCase().replaceAll(/:[a-z]+/g, ":");
    if (seen.has(shape)) problems.push(`${key}: declared twice`);
    seen.add(shape);
    for (const rule of policy.limits) {
      const text = describeLimit(rule);
      const before = windows.get(`${rule.name} ${rule.by}`);
      if (before !== undefined && before !== text) {
        problems.push(`${key}: limit ${rule.name} has other windows on another route`);
      }
      windows.set(`${rule.name} ${rule.by}`, text);
    }
    return policy;
  });
};
