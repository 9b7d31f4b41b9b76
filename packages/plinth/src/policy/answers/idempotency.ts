import type { Access } from "../access.ts";
import type { PolicyDeclaration } from "../declaration.ts";
import type { Method } from "../policy.ts";

/** The field that callers send (draft-ietf-httpapi-idempotency-key-header). */
export const IDEMPOTENCY_FIELD = "Idempotency-Key";
/** Longest key, in characters. */
export const IDEMPOTENCY_KEY_LENGTH = 255;

/** What a route with keys can be answered with beyond the rest. */
export const IDEMPOTENCY_CODES = [
  "IDEMPOTENCY_KEY_INVALID",
  "IDEMPOTENCY_KEY_REUSED",
  "IDEMPOTENCY_IN_PROGRESS",
  "IDEMPOTENCY_ANSWER_LOST",
  "SERVICE_UNAVAILABLE",
] as const;

/** Parses `idempotent`; adds one sentence to `problems` for each fault (POL-03). */
export const parseIdempotent = (
  method: Method,
  declaration: PolicyDeclaration,
  access: Access,
  problems: string[],
): boolean => {
  const { idempotent } = declaration;
  if (idempotent === undefined) return false;
  if (idempotent !== true) problems.push("idempotent: is only ever true");
  if (method === "GET") problems.push("idempotent: GET changes nothing, and is so anyway");
  if (access.kind === "public") {
    problems.push("idempotent: a public route has nobody whose key it could be");
  }
  if ((declaration.produces ?? "json") !== "json") {
    problems.push("idempotent: only JSON answers are kept");
  }
  if (declaration.upload !== undefined) {
    problems.push("idempotent: forms with files are compared with nothing; take them apart");
  }
  if (declaration.dataClass === "secret") {
    problems.push("idempotent: an answer with a secret is kept nowhere");
  }
  return true;
};
