import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createRateLimiter, type RateWindow } from "#services/ratelimit";

interface Call {
  readonly at: number;
  readonly cost: number;
}

/** The plain definition: all admitted calls, added up anew for each question. */
const usedIn = (calls: readonly Call[], { seconds }: RateWindow, now: number): number =>
  calls.reduce((sum, { at, cost }) => sum + (at > now - seconds * 1000 && at <= now ? cost : 0), 0);

const windowsUpTo = (limit: number) =>
  fc.uniqueArray(
    fc.record({
      limit: fc.integer({ min: 1, max: limit }),
      seconds: fc.integer({ min: 1, max: 90 }),
    }),
    { minLength: 1, maxLength: 3, selector: ({ seconds }) => seconds },
  );

/** Pauses that hit borders: none, tiny, a whole number of seconds, long. */
const pauses = fc.array(
  fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 400 }),
    fc.integer({ min: 1, max: 95 }).map((seconds) => seconds * 1000),
    fc.integer({ min: 1, max: 100_000 }),
  ),
  { minLength: 1, maxLength: 250 },
);

describe("limiter in memory, against the definition", () => {
  it("P-072: up to 199 calls a window the decision is exact, for any arrival pattern", () => {
    fc.assert(
      fc.property(
        windowsUpTo(199),
        pauses,
        fc.integer({ min: 1, max: 3 }),
        (windows, steps, cost) => {
          const price = Math.min(cost, ...windows.map(({ limit }) => limit));
          const clock = createManualClock(1_000_000);
          const limiter = createRateLimiter({ clock });
          const admitted: Call[] = [];
          for (const pause of steps) {
            clock.advance(pause);
            const now = clock.now();
            const fits = windows.every((each) => usedIn(admitted, each, now) + price <= each.limit);
            const decision = limiter.check("key", windows, price);
            expect(decision.allowed).toBe(fits);
            if (fits) admitted.push({ at: now, cost: price });
            const left = windows.map((each) => each.limit - usedIn(admitted, each, now));
            expect(decision.windows.map(({ remaining }) => remaining)).toEqual(left);
          }
        },
      ),
    );
  });

  it("P-072: above, no window holds 1 % more than its limit and none is refused with room", () => {
    const scenario = fc.record({
      limit: fc.integer({ min: 200, max: 5_000 }),
      seconds: fc.integer({ min: 1, max: 60 }),
      steps: fc.array(
        fc.record({
          pause: fc.integer({ min: 0, max: 20_000 }),
          burst: fc.integer({ min: 1, max: 2_000 }),
        }),
        { minLength: 1, maxLength: 40 },
      ),
    });
    fc.assert(
      fc.property(scenario, ({ limit, seconds, steps }) => {
        const clock = createManualClock(1_000_000);
        const limiter = createRateLimiter({ clock });
        const windows = [{ limit, seconds }];
        const admitted: Call[] = [];
        for (const { pause, burst } of steps) {
          clock.advance(pause);
          const now = clock.now();
          const before = usedIn(admitted, { limit, seconds }, now);
          let passed = 0;
          while (passed < burst && limiter.check("key", windows).allowed) passed += 1;
          if (passed < burst) expect(before + passed).toBeGreaterThanOrEqual(limit);
          expect(before + passed).toBeLessThan(Math.max(limit * 1.01, limit + 1));
          admitted.push({ at: now, cost: passed });
        }
      }),
      { numRuns: 60 },
    );
  });

  it("P-020: after the announced wait a call passes, and a second before it does not", () => {
    fc.assert(
      fc.property(fc.oneof(windowsUpTo(8), windowsUpTo(400)), pauses, (windows, steps) => {
        const clock = createManualClock(1_000_000);
        const limiter = createRateLimiter({ clock });
        for (const pause of steps) {
          clock.advance(pause);
          const decision = limiter.check("key", windows);
          if (decision.allowed) continue;
          expect(decision.retryAfterSeconds).toBeGreaterThanOrEqual(1);
          clock.advance((decision.retryAfterSeconds - 1) * 1000);
          if (decision.retryAfterSeconds > 1) {
            expect(limiter.check("key", windows).allowed).toBe(false);
          }
          clock.advance(1000);
          expect(limiter.check("key", windows).allowed).toBe(true);
        }
      }),
    );
  });

  it("P-115: announced remaining is how many more pass now; after the reset one more does", () => {
    fc.assert(
      fc.property(windowsUpTo(50), pauses, (windows, steps) => {
        const clock = createManualClock(1_000_000);
        const limiter = createRateLimiter({ clock });
        let last = limiter.check("key", windows);
        for (const pause of steps) {
          clock.advance(pause);
          last = limiter.check("key", windows);
        }
        let passed = 0;
        let next = last;
        for (;;) {
          next = limiter.check("key", windows);
          if (!next.allowed) break;
          passed += 1;
        }
        expect(passed).toBe(last.allowed ? last.tightest.remaining : 0);
        expect(next.tightest.remaining).toBe(0);
        expect(next.tightest.resetSeconds).toBe(next.retryAfterSeconds);
        clock.advance(next.tightest.resetSeconds * 1000);
        expect(limiter.check("key", windows).allowed).toBe(true);
      }),
    );
  });

  it("P-036: a change of limits keeps the newest calls, for any two limits", () => {
    const limit = fc.integer({ min: 1, max: 800 });
    fc.assert(
      fc.property(limit, limit, fc.integer({ min: 0, max: 900 }), (before, after, calls) => {
        const clock = createManualClock(1_000_000);
        const limiter = createRateLimiter({ clock });
        for (let call = 0; call < calls; call += 1) {
          limiter.check("key", [{ limit: before, seconds: 60 }]);
        }
        const used = Math.min(calls, before);
        const decision = limiter.check("key", [{ limit: after, seconds: 60 }]);
        expect(decision.allowed).toBe(used < after);
        expect(decision.tightest.remaining).toBe(
          Math.max(0, after - used - (used < after ? 1 : 0)),
        );
      }),
    );
  });
});
