import type { Clock } from "#core";

/** When a breaker opens: so many failures one after another, or a share of the calls of a time. */
export type OpensAfter = { readonly failures: number } | Sampling;

interface Sampling {
  /** Share of calls that failed, over 0 to 1. */
  readonly ratio: number;
  /** The time that is looked at, in milliseconds. */
  readonly overMs: number;
  /** Fewer calls than that prove nothing. */
  readonly minimumCalls: number;
}

/** Counts outcomes and says when it is enough. */
export interface Judge {
  readonly succeeded: () => void;
  /** Whether the breaker opens with this failure. */
  readonly failed: () => boolean;
  readonly reset: () => void;
}

const consecutive = (limit: number): Judge => {
  let failures = 0;
  return {
    succeeded: () => {
      failures = 0;
    },
    failed: () => {
      failures += 1;
      return failures >= limit;
    },
    reset: () => {
      failures = 0;
    },
  };
};

const SLICES = 10;

/** A window of ten slices that moves on by one slice at a time: old outcomes leave a tenth at once. */
const sampled = (rule: Sampling, clock: Clock): Judge => {
  const { ratio, overMs, minimumCalls } = rule;
  const sliceMs = overMs / SLICES;
  const good = new Uint32Array(SLICES);
  const bad = new Uint32Array(SLICES);
  let current = -1;
  const index = (): number => {
    const slice = Math.floor(clock.now() / sliceMs);
    if (slice > current) {
      const stale = Math.min(SLICES, slice - current);
      for (let step = 0; step < stale; step += 1) {
        good[(slice - step) % SLICES] = 0;
        bad[(slice - step) % SLICES] = 0;
      }
      current = slice;
    }
    return current % SLICES;
  };
  const sum = (counts: Uint32Array): number => counts.reduce((total, count) => total + count, 0);
  return {
    succeeded: () => {
      const slice = index();
      good[slice] = (good[slice] ?? 0) + 1;
    },
    failed: () => {
      const slice = index();
      bad[slice] = (bad[slice] ?? 0) + 1;
      const failures = sum(bad);
      const calls = failures + sum(good);
      return calls >= minimumCalls && failures / calls >= ratio;
    },
    reset: () => {
      good.fill(0);
      bad.fill(0);
    },
  };
};

/**
 * Builds the judge of a breaker; `clock` is monotonic.
 * @throws {RangeError} for limits that could never be met, or always are.
 */
export const createJudge = (rule: OpensAfter, clock: Clock): Judge => {
  if ("failures" in rule) {
    if (!Number.isInteger(rule.failures) || rule.failures < 1) {
      throw new RangeError("a breaker opens after a whole number of failures, 1 or more");
    }
    return consecutive(rule.failures);
  }
  const { ratio, overMs, minimumCalls } = rule;
  if (!(ratio > 0 && ratio <= 1) || !(overMs > 0) || !(minimumCalls >= 1)) {
    throw new RangeError("a breaker opens at a ratio over 0 to 1, of 1 call or more in some time");
  }
  return sampled(rule, clock);
};
