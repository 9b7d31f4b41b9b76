import type { RequestContext } from "#http";
import type { LimitRule } from "#policy";
import type { Decision } from "#services/ratelimit";

const LIMIT_FIELD = "RateLimit";
const POLICY_FIELD = "RateLimit-Policy";

/** How the limits of one route are told (draft-ietf-httpapi-ratelimit-headers). */
export interface Announcement {
  /** The value of RateLimit-Policy. */
  readonly policy: string;
  /** For each rule and window, its name as a structured-field string. */
  readonly names: ReadonlyMap<LimitRule, readonly string[]>;
}

/** Parameters of our own carry our name (section 4 of the draft). */
const LEASE_PARAMETER = "plinth-lease";
const TOLERANCE_PARAMETER = "plinth-tolerance";

const accuracyOf = ({ lease, tolerance }: LimitRule): string =>
  (lease === undefined ? "" : `;${LEASE_PARAMETER}=${lease}`) +
  (tolerance === undefined ? "" : `;${TOLERANCE_PARAMETER}=${tolerance}`);

const uniqueName = (name: string, taken: Set<string>): string => {
  let candidate = name;
  for (let number = 2; taken.has(candidate); number += 1) candidate = `${name}-${number}`;
  taken.add(candidate);
  return candidate;
};

/**
 * Names every window of a route's rules; the second window of "default" is "default-2". A rule whose
 * calls nodes take in batches says of how many: by so many its numbers may be off on each node. One with
 * a tolerance tells that share of its limit.
 * @throws {RangeError} for a name that a structured-field string cannot hold plainly (RFC 9651
 * section 3.3.3).
 */
export const announcementOf = (rules: readonly LimitRule[]): Announcement => {
  const taken = new Set<string>();
  const names = new Map<LimitRule, readonly string[]>();
  const items: string[] = [];
  for (const rule of rules) {
    if (!/^[ !#-[\]-~]+$/.test(rule.name)) {
      throw new RangeError(`limit name ${JSON.stringify(rule.name)} is not plain ASCII text`);
    }
    const own = rule.windows.map(() => `"${uniqueName(rule.name, taken)}"`);
    names.set(rule, own);
    rule.windows.forEach(({ limit, seconds }, index) => {
      items.push(`${own[index]};q=${limit};w=${seconds}${accuracyOf(rule)}`);
    });
  }
  return { policy: items.join(", "), names };
};

/** Tells the limits of this caller in the place of those that everyone is told. */
export const announcePolicy = (
  { replyHeaders }: RequestContext,
  announced: string | undefined,
): void => {
  if (announced === undefined) return;
  const at = replyHeaders.indexOf(POLICY_FIELD);
  if (at === -1) replyHeaders.push(POLICY_FIELD, announced);
  else replyHeaders[at + 1] = announced;
};

const remainingIn = (text: string): number =>
  Number.parseInt(text.slice(text.lastIndexOf(";r=") + 3), 10);

/**
 * Tells what is left, of the tightest window so far: the one that decides about the next call. A
 * refusal always tells of the window that refuses.
 */
export const announceDecision = (
  context: RequestContext,
  names: readonly string[],
  decision: Decision,
): void => {
  const { tightest, windows, allowed, retryAfterSeconds } = decision;
  const name = names[windows.indexOf(tightest)];
  const seconds = allowed ? tightest.resetSeconds : retryAfterSeconds;
  const text = `${name};r=${allowed ? tightest.remaining : 0};t=${seconds}`;
  const { replyHeaders } = context;
  const at = replyHeaders.indexOf(LIMIT_FIELD);
  if (at === -1) replyHeaders.push(LIMIT_FIELD, text);
  else if (!allowed || tightest.remaining < remainingIn(replyHeaders[at + 1] ?? "")) {
    replyHeaders[at + 1] = text;
  }
};
