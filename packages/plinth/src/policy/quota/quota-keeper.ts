import type { QuotaPolicy } from "./quota.ts";

/** One call that wants to use something up. */
export interface QuotaCall {
  readonly quota: QuotaPolicy;
  /** Whole units to reserve. */
  readonly amount: number;
  /** The account that calls; undefined on public routes. */
  readonly userId: string | undefined;
  /** The API key that stands for it, if one does. */
  readonly keyId: string | undefined;
  readonly tier: string;
  /** How long the reservation holds without a word, in milliseconds: then it is given back. */
  readonly leaseMs: number;
  readonly route: string;
  readonly requestId: string;
  readonly clientAddress: string;
}

/** What was reserved. One of `settle` and `refund` is called, once. */
export interface QuotaGrant {
  /** Headers of the answer: name, value, name, value. */
  readonly headers: readonly string[];
  /** Keeps what the work truly used, in whole units. Never rejects. */
  readonly settle: (used: number) => Promise<void>;
  /** Gives it back, because there was no work. Never rejects. */
  readonly refund: () => Promise<void>;
}

/** Counts what calls use up. Provided by the quotas module, wired at composition. */
export interface QuotaKeeper {
  /** What is wrong with a route's quota, one sentence each: a meter that nobody declared. */
  readonly faults: (quota: QuotaPolicy) => readonly string[];
  /**
   * Reserves before the work.
   * @throws {AppError} QUOTA_EXCEEDED; SERVICE_UNAVAILABLE when nobody can count.
   */
  readonly reserve: (call: QuotaCall) => Promise<QuotaGrant>;
  /** What the code of a route said that its work truly used; undefined where it said nothing. */
  readonly chargedFor: (request: object) => number | undefined;
}
