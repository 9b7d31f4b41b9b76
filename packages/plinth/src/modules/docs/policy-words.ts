import {
  auditAction,
  describeAccess,
  describeAssurance,
  describeCompression,
  describeInspection,
  describeLimit,
  describeQuota,
  describeReuse,
  describeUpload,
  type PublishedPolicy,
} from "#policy";

const sizeText = (bytes: number): string =>
  bytes >= 1_048_576 && bytes % 1_048_576 === 0
    ? `${bytes / 1_048_576} MiB`
    : bytes >= 1_024
      ? `${Math.round(bytes / 102.4) / 10} KiB`
      : `${bytes} bytes`;

const durationText = (milliseconds: number): string =>
  milliseconds % 1_000 === 0 ? `${milliseconds / 1_000} s` : `${milliseconds} ms`;

const accessText = ({ access }: PublishedPolicy): string =>
  access.kind === "public" ? `everyone: ${access.because}` : describeAccess(access);

const keyText = ({ access, scope, signed }: PublishedPolicy): string => {
  if (access.kind === "public") return "not needed";
  if (scope === null) return "none may call";
  return `scope ${scope}, within the key's own limit${signed ? "; the request is signed (RFC 9421)" : ""}`;
};

const proofText = ({ access, assurance }: PublishedPolicy): string =>
  access.kind === "public" ? "nobody is asked" : describeAssurance(assurance);

const limitText = ({ limits, limitExempt, method, path }: PublishedPolicy): string => {
  if (limits.length === 0) return `none: ${limitExempt ?? ""}`;
  return limits
    .map((rule) =>
      rule.name === `${method} ${path}`
        ? describeLimit(rule)
        : `${describeLimit(rule)} (shared: ${rule.name})`,
    )
    .join("; ");
};

const csrfText = ({ csrf }: PublishedPolicy): string => {
  if (csrf.kind === "exempt") return `exempt: ${csrf.because}`;
  return csrf.kind === "cookie"
    ? "own origin, and X-CSRF-Token where a cookie authenticates"
    : "not needed: nothing is changed";
};

const STORE_DOWN: Readonly<Record<PublishedPolicy["onStoreDown"], string>> = {
  deny: "requests are refused",
  allow: "requests pass uncounted",
  local: "each node counts for itself, against its share of the limit",
};

/** One phrase about who may call, for lists. */
export const accessWord = ({ access }: PublishedPolicy): string => describeAccess(access);

const bodyText = ({ upload, hasBody, bodyLimit }: PublishedPolicy): string => {
  if (upload !== null) return `a form with files: ${describeUpload(upload)}`;
  return hasBody ? `JSON, at most ${sizeText(bodyLimit)}` : "none is accepted";
};

/** Every part of a policy in words, in the order in which a request meets them. */
export const policyWords = (policy: PublishedPolicy): readonly (readonly [string, string])[] => [
  ["Access", accessText(policy)],
  ["Proof", proofText(policy)],
  ["API keys", keyText(policy)],
  ["Limits", limitText(policy)],
  ...(policy.quota === undefined ? [] : [["Quota", describeQuota(policy.quota)] as const]),
  ["Body", bodyText(policy)],
  ["Inspection", describeInspection(policy.inspect)],
  ["CSRF", csrfText(policy)],
  [
    "Other origins",
    policy.cors ? "the listed ones may read the answer" : "none may read the answer",
  ],
  ["Cache", policy.cacheControl],
  ...(policy.reuse === undefined ? [] : [["Answers", describeReuse(policy.reuse)] as const]),
  ["Compression", describeCompression(policy.compression)],
  ...(policy.idempotent ? [["Repeats", "one effect by Idempotency-Key"] as const] : []),
  ...(policy.produces === "events"
    ? [["Streams", "events, until the session ends; the time-out is for the first"] as const]
    : []),
  ["Time-out", durationText(policy.timeoutMs)],
  ["Audit", auditAction(policy) ?? "access log only"],
  ["Data", policy.dataClass],
  ["Limiter down", STORE_DOWN[policy.onStoreDown]],
];
