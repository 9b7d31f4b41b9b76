import { describeAccess } from "../access.ts";
import { describeCompression } from "../answers/compression.ts";
import { describeReuse } from "../answers/reuse.ts";
import { auditAction } from "../audit/action.ts";
import { describeInspection } from "../inspection.ts";
import { describeLimit } from "../limits.ts";
import type { RoutePolicy } from "../policy.ts";
import { describeAssurance, describeKeyAccess } from "../proof.ts";
import { describeQuota } from "../quota/quota.ts";
import { describeUpload } from "../upload/parse.ts";

/** One line of the policy table; every column is filled (POL-01). */
export interface PolicyRow {
  readonly route: string;
  readonly module: string;
  readonly access: string;
  readonly assurance: string;
  readonly apiKeys: string;
  readonly limits: string;
  readonly quota: string;
  readonly input: string;
  readonly bodyLimit: string;
  readonly responses: string;
  readonly inspection: string;
  readonly csrf: string;
  readonly cors: string;
  readonly cache: string;
  readonly reuse: string;
  readonly compression: string;
  readonly idempotency: string;
  readonly timeout: string;
  readonly audit: string;
  readonly dataClass: string;
  readonly onStoreDown: string;
}

const inputs = (policy: RoutePolicy): string => {
  const parts = (["params", "query", "body", "upload"] as const).filter(
    (part) => policy[part] !== null,
  );
  if (parts.length === 0) return "none accepted";
  const files = policy.upload === null ? "" : ` (${describeUpload(policy.upload)})`;
  const types = policy.mediaTypes.length === 0 ? "" : ` (also ${policy.mediaTypes.join(", ")})`;
  return `${parts.join("+")}${files}${types}`;
};

const csrfText = (policy: RoutePolicy): string => {
  if (policy.csrf.kind === "exempt") return `exempt: ${policy.csrf.because}`;
  return policy.csrf.kind === "cookie" ? "origin, and token with a cookie" : "safe method";
};

const idempotencyText = ({ method, idempotent }: RoutePolicy): string => {
  if (method === "GET") return "changes nothing";
  return idempotent ? "by Idempotency-Key" : "no keys";
};

/** The row of a route. */
export const policyRow = (policy: RoutePolicy): PolicyRow => ({
  route: `${policy.method} ${policy.path}`,
  module: policy.module,
  access:
    policy.access.kind === "public"
      ? `public: ${policy.access.because}`
      : describeAccess(policy.access),
  assurance: policy.access.kind === "public" ? "nobody asked" : describeAssurance(policy.assurance),
  apiKeys: policy.access.kind === "public" ? "not needed" : describeKeyAccess(policy),
  limits:
    policy.limits.length === 0
      ? `none: ${policy.limitExempt ?? ""}`
      : policy.limits.map(describeLimit).join("; "),
  quota: describeQuota(policy.quota),
  input: inputs(policy),
  bodyLimit:
    policy.body === null && policy.upload === null ? "no body" : `${policy.bodyLimit} bytes`,
  responses: Object.keys(policy.responses).join(", "),
  inspection: describeInspection(policy.inspect),
  csrf: csrfText(policy),
  cors: policy.cors ? "listed origins" : "same origin",
  cache: policy.cacheControl,
  reuse: describeReuse(policy.reuse),
  compression: describeCompression(policy.compression),
  idempotency: idempotencyText(policy),
  timeout: `${policy.timeoutMs} ms`,
  audit: auditAction(policy) ?? "access log only",
  dataClass: policy.dataClass,
  onStoreDown: policy.onStoreDown,
});

/** The table as committed text: sorted, one block a route, so that a difference reads as a diff. */
export const policyTableText = (policies: readonly RoutePolicy[]): string =>
  policies
    .map(policyRow)
    .toSorted((a, b) => (a.route < b.route ? -1 : 1))
    .map((row) => {
      const { route, ...columns } = row;
      const lines = Object.entries(columns).map(([name, value]) => `  ${name}: ${value}`);
      return [route, ...lines].join("\n");
    })
    .join("\n\n")
    .concat("\n");

/** How many routes state each part of a policy (POL-11). */
export interface PolicyCoverage {
  readonly column: string;
  readonly covered: number;
  readonly total: number;
  /** Routes without it, and without a reason. */
  readonly missing: readonly string[];
}

const BODYLESS = new Set([202, 204, 301, 302, 303, 304, 307, 308]);

const hasResponseSchemas = (policy: RoutePolicy): boolean =>
  policy.produces !== "json" ||
  Object.entries(policy.responses).every(
    ([status, schema]) => schema !== null || BODYLESS.has(Number(status)),
  );

interface Column {
  readonly isCovered: (policy: RoutePolicy) => boolean;
  /** Routes that the column is about; all where it says nothing. */
  readonly isAbout?: (policy: RoutePolicy) => boolean;
}

/** The codes without which the document would keep a refusal to itself. */
const hasErrors = ({ access, limits, body, errors }: RoutePolicy): boolean =>
  (access.kind === "public" || errors.includes("AUTHENTICATION_ERROR")) &&
  (limits.every(({ dryRun }) => dryRun) || errors.includes("RATE_LIMIT_EXCEEDED")) &&
  (body === null || errors.includes("VALIDATION_ERROR"));

/** What is counted. The compiler refuses or fills most of it; counting shows that it did. */
const COLUMNS: Readonly<Record<string, Column>> = {
  authorization: {
    isCovered: ({ access }) => access.kind !== "public" || access.because.trim().length >= 8,
  },
  limit: {
    isCovered: ({ limits, limitExempt }) =>
      limits.some(({ dryRun }) => !dryRun) || limitExempt !== null,
  },
  "input schema": {
    isCovered: ({ body, upload }) => body !== null || upload !== null,
    isAbout: ({ method }) => ["PUT", "PATCH"].includes(method),
  },
  "response schema": { isCovered: hasResponseSchemas },
  "error envelope": { isCovered: hasErrors },
  cache: {
    isCovered: ({ cacheControl }) => /\b(no-store|no-cache|max-age=\d+)\b/.test(cacheControl),
    isAbout: ({ method }) => method === "GET",
  },
  "audit event": {
    isCovered: ({ audit }) => audit !== null,
    isAbout: ({ method, dataClass }) => method !== "GET" && dataClass !== "public",
  },
};

/** Counts the coverage of every column. */
export const policyCoverage = (policies: readonly RoutePolicy[]): readonly PolicyCoverage[] =>
  Object.entries(COLUMNS).map(([column, { isCovered, isAbout = () => true }]) => {
    const about = policies.filter(isAbout);
    const missing = about.filter((policy) => !isCovered(policy));
    return {
      column,
      covered: about.length - missing.length,
      total: about.length,
      missing: missing.map((policy) => `${policy.method} ${policy.path}`),
    };
  });
