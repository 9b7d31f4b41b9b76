import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterFailure, isLocked, type LockState, NO_FAILURES } from "./lockout.ts";

const RULE = { maxAttempts: 5, durationMs: 300_000 };

/** What happens to an account: time passes, then a password is tried. */
const tries = fc.array(
  fc.record({
    afterMs: fc.oneof(
      fc.constantFrom(0, 1, 299_000, 299_999, 300_000, 301_000, 600_000, 1_800_000),
      fc.integer({ min: 0, max: 4_000_000 }),
    ),
    // Mostly wrong: a success starts everything over.
    isRight: fc.integer({ min: 0, max: 24 }).map((number) => number === 0),
  }),
  { minLength: 20, maxLength: 60 },
);

/** What becomes of a try: let in, counted as a failure, or not looked at. */
type Outcome = "in" | "counted" | "locked";

/**
 * The rule once more, told as a story and not as arithmetic on one record: the list of all failures
 * that counted, and the list of all locks since the last success.
 */
const createModel = () => {
  let counted: number[] = [];
  let locks: { readonly from: number; readonly until: number }[] = [];
  return {
    attempt: (now: number, isRight: boolean): Outcome => {
      if (locks.some(({ from, until }) => now >= from && now < until)) return "locked";
      if (isRight) {
        counted = [];
        locks = [];
        return "in";
      }
      counted.push(now);
      if (counted.length === 5) {
        const minutes = [5, 10, 20, 30][Math.min(locks.length, 3)] ?? 30;
        locks.push({ from: now, until: now + minutes * 60_000 });
        counted = [];
      }
      return "counted";
    },
  };
};

/** The code under test, used as a sign-in uses it; `ignoresLock` is the broken twin. */
const createSubject = (twin?: "ignores lock" | "no doubling") => {
  let state: LockState = NO_FAILURES;
  return {
    attempt: (now: number, isRight: boolean): Outcome => {
      const locked = twin === "ignores lock" && isRight ? false : isLocked(state, now);
      if (isRight && !locked) {
        state = NO_FAILURES;
        return "in";
      }
      const next = afterFailure(state, now, RULE);
      state = twin === "no doubling" ? { ...next, lockLevel: 0 } : next;
      return locked ? "locked" : "counted";
    },
  };
};

const holds = (twin?: "ignores lock" | "no doubling"): void =>
  fc.assert(
    fc.property(tries, (played) => {
      const model = createModel();
      const subject = createSubject(twin);
      let now = Date.UTC(2026, 0, 1);
      for (const { afterMs, isRight } of played) {
        now += afterMs;
        expect(subject.attempt(now, isRight)).toBe(model.attempt(now, isRight));
      }
    }),
    { numRuns: 1_000, endOnFailure: twin !== undefined },
  );

describe("the lockout rule", () => {
  it("P-080: any sequence of failures, successes and times locks exactly as the rule says", () => {
    holds();
  });

  it("P-080: goes red when a right password ignores the lock", () => {
    expect(() => holds("ignores lock")).toThrow();
  });

  it("P-080: goes red when locks do not double", () => {
    expect(() => holds("no doubling")).toThrow();
  });

  it("ID-10: 300 s, doubling to 30 minutes; a longer setting is not shortened", () => {
    const lengths = (durationMs: number): number[] => {
      let state: LockState = NO_FAILURES;
      let now = 1_000_000;
      return Array.from({ length: 5 }, () => {
        now = Math.max(now, state.lockedUntil);
        for (let failure = 0; failure < 5; failure += 1) {
          state = afterFailure(state, now, { maxAttempts: 5, durationMs });
        }
        return (state.lockedUntil - now) / 1_000;
      });
    };
    expect(lengths(300_000)).toEqual([300, 600, 1_200, 1_800, 1_800]);
    expect(lengths(7_200_000)).toEqual([7_200, 7_200, 7_200, 7_200, 7_200]);
  });

  it("ID-13: three failures show three", () => {
    const after = [1, 2, 3].reduce((state, now) => afterFailure(state, now, RULE), NO_FAILURES);
    expect(after).toEqual({ failedAttempts: 3, lockLevel: 0, lockedUntil: 0, lastFailedAt: 3 });
  });
});
