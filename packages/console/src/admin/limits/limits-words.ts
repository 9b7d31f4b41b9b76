import type { ErrorWords } from "../../client/index.ts";
import { describeAdminError } from "../admin-words.ts";
import type { AddressEntry, KeyUse, LimitStats, RuleUse } from "./limits-api.ts";

const REASONS: Readonly<Record<string, string>> = {
  "limit.refused": "kept calling after limits refused",
  "path.unknown": "searched for pages that do not exist",
  "access.denied": "tried what its account may not do",
  "csrf.refused": "sent forged requests",
  "inspection.blocked": "sent input that looks like an attack",
  "signin.failed": "failed to sign in again and again",
  "mfa.failed": "failed second factors again and again",
  "passkey.failed": "failed passkeys again and again",
  "signature.refused": "sent requests with wrong signatures",
  "account.locked": "locked accounts by failing to sign in",
  "mfa.locked": "locked accounts by failing second factors",
  "refresh.reused": "used tokens that were used before",
};

/** Why an address is listed, in words. */
export const reasonWords = ({ origin, reason }: Pick<AddressEntry, "origin" | "reason">): string =>
  origin === "automatic" ? (REASONS[reason] ?? "looked like an attack") : reason;

const ORDINALS = ["first", "second", "third"];

/** "second block in a row"; empty for what people made. */
export const levelWords = (level: number): string =>
  level === 0 ? "" : level <= 3 ? `${ORDINALS[level - 1]} block` : `block number ${level}`;

const units: readonly (readonly [number, string])[] = [
  [86_400, "day"],
  [3_600, "hour"],
  [60, "minute"],
];

/** "5 minutes", "4 hours", "1 day", rounded up to the unit that is shown. */
export const lengthWords = (seconds: number): string => {
  const [length, unit] = units.find(([one]) => seconds >= one) ?? [1, "second"];
  const count = Math.ceil(seconds / length);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
};

/** "for 5 minutes more", "until it is removed", "ended". */
export const endWords = (until: string | null, now: Date): string => {
  if (until === null) return "until it is removed";
  const left = (Date.parse(until) - now.getTime()) / 1_000;
  return left <= 0 ? "ended" : `for ${lengthWords(left)} more`;
};

/** "by address", "by account", "by API key", "by what is typed as email". */
export const byWords = (by: string): string => {
  if (by === "user") return "by account";
  if (by === "key") return "by API key";
  return by.startsWith("field:") ? `by what is sent as ${by.slice("field:".length)}` : `by ${by}`;
};

/** A limit by its name; those that routes share are said in words. */
export const ruleWords = (rule: string): string =>
  rule === "default" ? "All routes without a limit of their own" : rule;

/** Who a key is: texts are never kept, so that theirs is only told apart. */
export const identityWords = ({ by, identity }: Pick<KeyUse, "by" | "identity">): string =>
  by.startsWith("field:") ? `${by.slice("field:".length)} #${identity.slice(0, 8)}` : identity;

/** What is wrong with the way requests come in, and what helps. */
export const alarmWords = ({ fault, address }: NonNullable<LimitStats["alarm"]>): string => {
  const remedy = "Declare every proxy in TRUSTED_PROXIES and restart.";
  if (fault === "undeclared-proxy") {
    return `Requests come through ${address}, which is not declared as a proxy: all people behind it share one limit. ${remedy}`;
  }
  if (fault === "undeclared-hop") {
    return `Nearly all requests come from ${address}, which says that it passes them on for others. If that is a proxy of yours, all people behind it share one limit. ${remedy}`;
  }
  if (fault === "silent-proxy") {
    return `The proxy ${address} does not say for whom it passes requests on: all people share one limit. Let it set X-Forwarded-For.`;
  }
  return `People come by https, but nothing here speaks it, and no proxy is declared: all people may share one limit. ${remedy}`;
};

/** Rules that refused or would have refused come first, then the busiest. */
export const inOrder = (rules: readonly RuleUse[]): readonly RuleUse[] =>
  rules.toSorted(
    (a, b) =>
      b.blocked - a.blocked ||
      b.wouldBlock - a.wouldBlock ||
      b.hits - a.hits ||
      (a.rule < b.rule ? -1 : 1),
  );

/** How long a new entry may hold. */
export const LENGTHS = [
  { value: "15", label: "15 minutes" },
  { value: "60", label: "1 hour" },
  { value: "1440", label: "1 day" },
  { value: "10080", label: "1 week" },
  { value: "", label: "Until it is removed" },
] as const;

/** Plain words for a refusal about addresses. */
export const describeLimitsError = (error: unknown): ErrorWords =>
  describeAdminError(error, {
    ADDRESS_EXEMPT: [
      "That is never blocked",
      "It holds this machine, a declared proxy, or an address that the settings allow. Name a narrower range.",
    ],
    OWN_ADDRESS: [
      "That is your own address",
      "The block would shut you out. Name a narrower range.",
    ],
  });

/** Whether a limit is named after the one route that it is of; others are shared by several. */
export const isOfOneRoute = (rule: string): boolean => /^[A-Z]+ [/(]/.test(rule);

/** Plain words for a refusal to set a limit. */
export const describeOverrideError = (error: unknown): ErrorWords =>
  describeAdminError(error, {
    NOT_FOUND: [
      "There is no such route",
      "Write it as the list of limits does, such as POST /api/v1/auth/signin. During a deploy a node of an earlier release may have answered: try again once it is over.",
    ],
    VALIDATION_ERROR: [
      "That is no limit of this route",
      "Write it like 10/minute, 50/hour. Where the route has several, say what it is counted by.",
    ],
  });
