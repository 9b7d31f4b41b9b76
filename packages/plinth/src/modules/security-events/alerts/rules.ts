import type { SecurityEventName } from "#core";

/** When security events are an alert: so many of them within a window, of one key. */
export interface EventRule {
  /** Kebab-case; the id of the alert rule that it is. */
  readonly id: string;
  /** Events that count. */
  readonly events: readonly SecurityEventName[];
  /** Whose events are added up; `all` for those of everybody. */
  readonly by: "address" | "account" | "all";
  /** So many within the window make an alert. */
  readonly count: number;
  /** Length of the window in milliseconds; there is one alert of a key in it. */
  readonly windowMs: number;
  readonly severity: "warning" | "critical";
  /** What has happened, in one sentence for people. */
  readonly about: string;
}

const MINUTE = 60_000;
const HOUR = 3_600_000;

const rule = (
  id: string,
  [count, windowMs, by]: readonly [number, number, EventRule["by"]],
  events: readonly SecurityEventName[],
  about: string,
  severity: EventRule["severity"] = "warning",
): EventRule => ({ id, events, by, count, windowMs, severity, about });

/** The rules that hold after an installation, without anything being set. */
export const DEFAULT_RULES: readonly EventRule[] = [
  rule(
    "failed-sign-ins-by-address",
    [20, 10 * MINUTE, "address"],
    ["signin.failed", "step-up.failed", "mfa.failed", "passkey.failed"],
    "One address failed to sign in again and again.",
  ),
  rule(
    "failed-sign-ins-by-account",
    [10, 10 * MINUTE, "account"],
    ["signin.failed", "step-up.failed", "mfa.failed", "passkey.failed", "password.change-refused"],
    "Sign-ins of one account failed again and again.",
  ),
  rule(
    "failed-sign-ins-everywhere",
    [200, 10 * MINUTE, "all"],
    ["signin.failed"],
    "Sign-ins fail in great number, from whatever address: passwords may be tried in bulk.",
    "critical",
  ),
  rule(
    "account-locked",
    [1, HOUR, "account"],
    ["account.locked", "mfa.locked"],
    "An account is locked: somebody may be guessing its password.",
  ),
  rule(
    "limits-passed",
    [10, 10 * MINUTE, "address"],
    ["limit.exceeded"],
    "One address passed limits again and again.",
  ),
  rule(
    "connections-refused",
    [5, 10 * MINUTE, "address"],
    ["connection.refused"],
    "One address sends what is no HTTP, too large or too slow, or opens too many connections.",
  ),
  rule(
    "payloads-blocked",
    [5, 5 * MINUTE, "address"],
    ["inspection.blocked"],
    "One address sends input that looks like attacks.",
  ),
  rule(
    "payloads-blocked-everywhere",
    [1, MINUTE, "all"],
    ["inspection.alert"],
    "Many requests were refused within a minute for what they held.",
    "critical",
  ),
  rule(
    "payloads-noticed",
    [30, 10 * MINUTE, "address"],
    ["inspection.logged"],
    "One address sends much that looks like attacks, into fields that are not blocked.",
  ),
  rule(
    "forged-requests",
    [10, 5 * MINUTE, "address"],
    ["csrf.refused"],
    "Requests from one address were refused as forged by another site.",
  ),
  rule(
    "access-denied",
    [20, 10 * MINUTE, "account"],
    ["access.denied"],
    "An account asks again and again for what it may not do.",
  ),
  rule(
    "token-reused",
    [1, 10 * MINUTE, "account"],
    ["refresh.reused"],
    "A refresh token was used twice: somebody may have a copy of it.",
    "critical",
  ),
  rule(
    "passkey-cloned",
    [1, HOUR, "account"],
    ["passkey.cloned"],
    "A passkey may have been copied.",
    "critical",
  ),
  rule(
    "keys-refused",
    [20, 10 * MINUTE, "address"],
    ["api-key.refused", "signature.refused"],
    "API keys or signatures of one address were refused again and again.",
  ),
  rule(
    "uploads-refused",
    [10, 10 * MINUTE, "address"],
    ["upload.refused"],
    "Files of one address were refused again and again.",
  ),
  rule(
    "calls-out-refused",
    [5, 10 * MINUTE, "all"],
    ["outbound.refused"],
    "The application was made to call addresses that it must not call.",
    "critical",
  ),
  rule(
    "address-blocked",
    [1, HOUR, "address"],
    ["address.blocked"],
    "An address that looks like an attacker is blocked for a while.",
  ),
  rule(
    "limits-degraded",
    [1, 5 * MINUTE, "all"],
    ["limits.degraded"],
    "Redis is out of reach: each node counts limits alone.",
    "critical",
  ),
  rule(
    "callers-share-address",
    [1, HOUR, "all"],
    ["limits.shared-address"],
    "Callers cannot be told apart: all people may share one limit.",
    "critical",
  ),
  rule(
    "file-quarantined",
    [1, 10 * MINUTE, "all"],
    ["file.quarantined"],
    "A scanner found something in a file that somebody sent.",
    "critical",
  ),
  rule(
    "scanner-unavailable",
    [1, HOUR, "all"],
    ["scanner.unavailable"],
    "The scanner of files is out of reach.",
  ),
  rule(
    "certificate-needs-somebody",
    [1, 24 * HOUR, "all"],
    ["certificate.expiring", "certificate.refused"],
    "The TLS certificate ends soon, or a new one cannot be served.",
  ),
];
