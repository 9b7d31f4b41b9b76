import { parseDuration } from "#core";
import type { Access } from "./access.ts";
import type { PolicyDeclaration } from "./declaration.ts";
import type { AssurancePolicy, RoutePolicy } from "./policy.ts";

/** What a scope or permission looks like. */
const ACTION = /^[a-z-]+:[a-z-]+$/;

type Proof = Pick<RoutePolicy, "assurance" | "scope" | "signed">;

const parseAssurance = (declared: unknown, problems: string[]): AssurancePolicy | null => {
  if (declared === undefined) return null;
  if (typeof declared !== "object" || declared === null) {
    problems.push("assurance: { level, freshWithin }");
    return null;
  }
  const { level = 1, freshWithin, ...unknown } = declared as Record<string, unknown>;
  const names = Object.keys(unknown);
  if (names.length > 0) problems.push(`assurance: unknown field ${names.join(", ")}`);
  if (level !== 1 && level !== 2) problems.push("assurance: `level` is 1 or 2");
  if (level !== 2 && freshWithin === undefined) {
    problems.push("assurance: asks for nothing; say level: 2, freshWithin or both");
  }
  try {
    const freshMs = freshWithin === undefined ? null : parseDuration(freshWithin as "1m");
    return { level: level === 2 ? 2 : 1, freshMs };
  } catch (fault) {
    problems.push(`assurance: ${fault instanceof Error ? fault.message : String(fault)}`);
    return null;
  }
};

/** Parses what a caller has to prove beyond access; adds one sentence to `problems` a fault. */
export const parseProof = (
  declaration: PolicyDeclaration,
  access: Access,
  problems: string[],
): Proof => {
  const assurance = parseAssurance(declaration.assurance, problems);
  const { scope, signed } = declaration;
  if (scope !== undefined && (typeof scope !== "string" || !ACTION.test(scope))) {
    problems.push("scope: has the form resource:action");
  }
  if (signed !== undefined && signed !== true) problems.push("signed: is only ever true");
  if (signed === true && scope === undefined) {
    problems.push("signed: only API keys sign, so it needs a scope");
  }
  if (scope !== undefined && assurance !== null) {
    problems.push("scope: an API key cannot prove a factor again; leave out scope or assurance");
  }
  if (access.kind === "public" && (assurance !== null || scope !== undefined)) {
    problems.push("assurance, scope: a public route asks nobody who they are");
  }
  return { assurance, scope: scope ?? null, signed: signed === true };
};

/** One phrase for tables and documents. */
export const describeAssurance = (assurance: AssurancePolicy | null): string => {
  if (assurance === null) return "any proof";
  const parts = [
    ...(assurance.level === 2 ? ["two factors"] : []),
    ...(assurance.freshMs === null ? [] : [`proven within ${assurance.freshMs / 1_000} seconds`]),
  ];
  return parts.join(", ");
};

/** One phrase for tables and documents. */
export const describeKeyAccess = ({ scope, signed }: Proof): string => {
  if (scope === null) return "no";
  return signed ? `scope ${scope}, signed` : `scope ${scope}`;
};
