import type { Clock } from "#core";
import type { Claim } from "./contract.ts";

/**
 * What somebody may still believe of the witness. An answer counts from the moment at which it was
 * asked for, and for so long that whoever claims the next epoch waits longer: no two believe in
 * different epochs, whatever their clocks show, as long as they run equally fast.
 */
export interface Belief {
  /** The witness said so to a question that was asked at `askedAt`, by the monotonic clock. */
  readonly hear: (askedAt: number, claim: Claim | undefined) => void;
  /** The claim that surely holds now; undefined where nobody knows. */
  readonly now: () => Claim | undefined;
  /** The newest claim that was ever heard of, whether it still holds or not. */
  readonly newest: () => Claim | undefined;
}

/** Builds it; it knows nothing. */
export const createBelief = (monotonic: Clock, ttlMs: number): Belief => {
  let newest: Claim | undefined;
  let until = Number.NEGATIVE_INFINITY;
  return {
    hear: (askedAt, claim) => {
      if (claim === undefined) return;
      if (newest !== undefined && claim.epoch < newest.epoch) return;
      // Answers may overtake each other; the older one adds nothing.
      until = newest?.epoch === claim.epoch ? Math.max(until, askedAt + ttlMs) : askedAt + ttlMs;
      newest = claim;
    },
    now: () => (monotonic.now() < until ? newest : undefined),
    newest: () => newest,
  };
};
