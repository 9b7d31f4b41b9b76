import type { Operation, Reply } from "./whole-application.ts";

/** A caller as the policy table sees one; what counts was written down when the caller was made. */
export interface Caller {
  readonly name: string;
  readonly role: string;
  readonly permissions: readonly string[];
  /** The role counts with two factors only, and the session has one. */
  readonly lacksSecondFactor: boolean;
  /** Scopes of an API key; undefined for a session. */
  readonly scopes?: readonly string[];
}

/** What becomes of a request before it reaches what it asks for. */
export type Outcome =
  | "let through"
  | "sign in"
  | "prove yourself"
  | "denied: role"
  | "denied: permission"
  | "denied: api-key"
  | "denied: scope";

/** Whether a pattern such as "plans:*" or "*" stands for a permission; written anew on purpose. */
const standsFor = (pattern: string, wanted: string): boolean => {
  const [resource = "", action = ""] = pattern.split(":");
  const [wantedResource = "", wantedAction = ""] = wanted.split(":");
  if (pattern === "*") return true;
  return resource === wantedResource && (action === "*" || action === wantedAction);
};
const mayDo = (patterns: readonly string[], wanted: string): boolean =>
  patterns.some((pattern) => standsFor(pattern, wanted));

/**
 * What the published policy promises for a caller; undefined for nobody signed in. Computed from the
 * document alone, without the code that enforces it.
 */
export const expectedOutcome = (
  { policy }: Pick<Operation, "policy">,
  caller: Caller | undefined,
): Outcome => {
  const { access, scope, assurance } = policy;
  if (access.kind === "public") return "let through";
  if (caller === undefined) return "sign in";
  if (access.kind === "role" && !access.roles.includes(caller.role)) return "denied: role";
  if (access.kind === "permission" && !mayDo(caller.permissions, access.permission)) {
    return "denied: permission";
  }
  const isRestricted = access.kind !== "user";
  if (caller.scopes !== undefined) {
    if (scope === null || (isRestricted && caller.lacksSecondFactor)) return "denied: api-key";
    return mayDo(caller.scopes, scope) ? "let through" : "denied: scope";
  }
  const needsTwo = assurance?.level === 2 || (isRestricted && caller.lacksSecondFactor);
  // Sessions of these callers are fresh and began with one factor.
  return needsTwo ? "prove yourself" : "let through";
};

/** What became of a request, as its answer tells. */
export const outcomeOf = ({ status, json, headers }: Reply): Outcome | string => {
  const code = String(json["code"] ?? "");
  if (status === 401 && code === "AUTHENTICATION_ERROR") {
    return headers.get("www-authenticate") === null ? "sign in, without a challenge" : "sign in";
  }
  if (status === 401 && code === "STEP_UP_REQUIRED") return "prove yourself";
  if (status === 403 && code === "AUTHORIZATION_ERROR") return `denied: ${String(json["reason"])}`;
  // No limit may answer in the place of the policy, and nothing may break.
  if (status === 429 || status >= 500) return `status ${status}`;
  return "let through";
};
