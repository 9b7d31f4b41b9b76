import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Clock, createManualClock } from "#core";
import { createRateLimiter, type Decision, type RateWindow } from "./index.ts";

/** As much of a limiter as is judged here. */
interface Judged {
  readonly check: (key: string, windows: readonly RateWindow[]) => Decision;
}
type Make = (clock: Clock) => Judged;

const real: Make = (clock) => createRateLimiter({ clock });

const limits = fc.record({
  limit: fc.integer({ min: 2, max: 30 }),
  seconds: fc.integer({ min: 2, max: 90 }),
});
/** Two windows of which the long one is the tighter in the long run. */
const pairs = fc
  .record({ short: fc.integer({ min: 3, max: 9 }), more: fc.integer({ min: 1, max: 9 }) })
  .map(({ short, more }): readonly RateWindow[] => [
    { limit: short, seconds: 10 },
    { limit: short + more, seconds: 600 },
  ]);
const pauses = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 60 });

/** P-072: in any sliding window at most the limit, and no refusal with budget left. */
const sliding = (make: Make) =>
  fc.property(limits, pauses, (window, steps) => {
    // Off the border of any fixed window by whatever the pauses say.
    const clock = createManualClock(1_000_000);
    const limiter = make(clock);
    let admitted: number[] = [];
    for (const pause of steps) {
      clock.advance(pause);
      const now = clock.now();
      admitted = admitted.filter((at) => at > now - window.seconds * 1_000);
      const { allowed } = limiter.check("key", [window]);
      expect(allowed).toBe(admitted.length < window.limit);
      if (allowed) admitted.push(now);
    }
  });

/** P-020: a call after the announced wait passes; where the wait is long, one before does not. */
const truthfulWait = (make: Make) =>
  fc.property(limits, pauses, (window, steps) => {
    const clock = createManualClock(1_000_000);
    const limiter = make(clock);
    for (const pause of steps) {
      clock.advance(pause);
      const { allowed, retryAfterSeconds } = limiter.check("key", [window]);
      if (allowed) continue;
      clock.advance((retryAfterSeconds - 1) * 1_000);
      if (retryAfterSeconds > 1) expect(limiter.check("key", [window]).allowed).toBe(false);
      clock.advance(1_000);
      expect(limiter.check("key", [window]).allowed).toBe(true);
    }
  });

/** P-115: as many more calls pass as was announced, and after the announced reset one more does. */
const truthfulHeaders = (make: Make) =>
  fc.property(pairs, pauses, (windows, steps) => {
    const clock = createManualClock(1_000_000);
    const limiter = make(clock);
    let last = limiter.check("key", windows);
    for (const pause of steps) {
      clock.advance(pause);
      last = limiter.check("key", windows);
    }
    const announced = last.allowed ? last.tightest.remaining : 0;
    for (let call = 0; call < announced; call += 1) {
      last = limiter.check("key", windows);
      expect(last.allowed).toBe(true);
    }
    const refused = limiter.check("key", windows);
    expect(refused.allowed).toBe(false);
    expect(refused.tightest.resetSeconds).toBe(refused.retryAfterSeconds);
    clock.advance(refused.tightest.resetSeconds * 1_000);
    expect(limiter.check("key", windows).allowed).toBe(true);
  });

/** Counts anew at every whole multiple of the window. */
const fixedWindows: Make = (clock) => {
  const counts = new Map<string, number>();
  return {
    check: (key, windows) => {
      const states = windows.map(({ limit, seconds }) => {
        const length = seconds * 1_000;
        const bucket = `${key} ${seconds} ${Math.floor(clock.now() / length)}`;
        const resetSeconds = Math.ceil((length - (clock.now() % length)) / 1_000);
        return { limit, seconds, bucket, used: counts.get(bucket) ?? 0, resetSeconds };
      });
      const refusing = states.find(({ used, limit }) => used >= limit);
      if (refusing === undefined) {
        for (const { bucket, used } of states) counts.set(bucket, used + 1);
      }
      const shown = states.map(({ limit, seconds, used, resetSeconds }) => ({
        limit,
        seconds,
        remaining: Math.max(0, limit - used - (refusing === undefined ? 1 : 0)),
        resetSeconds,
      }));
      const tightest = shown.toSorted((a, b) => a.remaining - b.remaining)[0];
      if (tightest === undefined) throw new RangeError("no windows");
      return {
        allowed: refusing === undefined,
        retryAfterSeconds: refusing?.resetSeconds ?? 0,
        windows: shown,
        tightest,
      };
    },
  };
};

/** A limiter that decides as it should and tells something else. */
const telling =
  (change: (decision: Decision) => Decision): Make =>
  (clock) => {
    const limiter = createRateLimiter({ clock });
    return { check: (key, windows) => change(limiter.check(key, windows)) };
  };

const constantWait = telling((decision) =>
  decision.allowed ? decision : { ...decision, retryAfterSeconds: 60 },
);
const otherWindow = telling((decision) => ({
  ...decision,
  tightest: decision.windows.find((one) => one !== decision.tightest) ?? decision.tightest,
}));

describe("limiter against limiters that are wrong on purpose", () => {
  const runs = { numRuns: 150 };
  it("P-072: sliding windows hold, and fixed ones that double at the border are found", () => {
    fc.assert(sliding(real), runs);
    expect(fc.check(sliding(fixedWindows), runs).failed).toBe(true);
  });

  it("P-020: the announced wait is true, and a constant one is found", () => {
    fc.assert(truthfulWait(real), runs);
    expect(fc.check(truthfulWait(constantWait), runs).failed).toBe(true);
  });

  it("P-115: the announced budget is true, and that of another window is found", () => {
    fc.assert(truthfulHeaders(real), runs);
    expect(fc.check(truthfulHeaders(otherWindow), runs).failed).toBe(true);
  });
});
