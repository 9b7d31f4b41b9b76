import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { callsPerSlot } from "./contract.ts";
import { createPlans } from "./counts/plans.ts";
import { createRateLimiter, type RateWindow } from "./index.ts";

const DAY = 86_400;
/** What half a number can tell apart: see counts/window-ring.ts. */
const STEPS = 2 ** 15;

const tolerances = fc.constantFrom(0.01, 0.02, 0.05, 0.1);
/** Windows whose calls are told to the millisecond, in steps of half a number, and beyond. */
const lengths = fc.oneof(
  fc.integer({ min: 1, max: 65 }),
  fc.integer({ min: 66, max: 12 * DAY }),
  fc.integer({ min: 13 * DAY, max: 90 * DAY }),
);
const windows = fc.record({
  limit: fc.integer({ min: 1, max: 3_000 }),
  seconds: lengths,
  tolerance: tolerances,
});
/** Bursts, and pauses in parts of the window: none, whole windows, nearly whole ones. */
const steps = fc.array(
  fc.record({
    pause: fc.oneof(fc.constantFrom(0, 0.5, 1), fc.double({ min: 0, max: 1.1, noNaN: true })),
    slip: fc.integer({ min: -3, max: 3 }),
    burst: fc.integer({ min: 1, max: 3_000 }),
  }),
  { minLength: 1, maxLength: 40 },
);

describe("limiter in memory, with a tolerance", () => {
  it("P-072, RL-17: no window holds more than its tolerance over the limit, none is refused with room", () => {
    fc.assert(
      fc.property(windows, steps, (window, bursts) => {
        const { limit, seconds, tolerance } = window;
        const clock = createManualClock(1_000_000);
        const limiter = createRateLimiter({ clock });
        const admitted: { readonly at: number; readonly calls: number }[] = [];
        const usedWithin = (milliseconds: number): number =>
          admitted.reduce(
            (sum, { at, calls }) => sum + (at > clock.now() - milliseconds ? calls : 0),
            0,
          );
        const length = seconds * 1000;
        // A call leaves a long window up to a step late, never early.
        const late = length <= 2 ** 16 ? 0 : length / STEPS;
        for (const { pause, slip, burst } of bursts) {
          clock.advance(Math.max(0, Math.round(pause * length) + slip));
          let passed = 0;
          while (passed < burst && limiter.check("key", [window]).allowed) passed += 1;
          expect(usedWithin(length) + passed).toBeLessThanOrEqual(limit * (1 + tolerance));
          if (passed < burst) {
            expect(usedWithin(length + late) + passed).toBeGreaterThanOrEqual(limit);
          }
          admitted.push({ at: clock.now(), calls: passed });
        }
      }),
      { numRuns: 150 },
    );
  });

  it("P-020: after the announced wait a call passes, and a second before it does not", () => {
    fc.assert(
      fc.property(windows, steps, (window, bursts) => {
        const clock = createManualClock(1_000_000);
        const limiter = createRateLimiter({ clock });
        for (const { pause, slip, burst } of bursts) {
          clock.advance(Math.max(0, Math.round(pause * window.seconds * 1000) + slip));
          let last = limiter.check("key", [window]);
          for (let call = 1; call < burst && last.allowed; call += 1) {
            last = limiter.check("key", [window]);
          }
          if (last.allowed) continue;
          clock.advance((last.retryAfterSeconds - 1) * 1000);
          if (last.retryAfterSeconds > 1) {
            expect(limiter.check("key", [window]).allowed).toBe(false);
          }
          clock.advance(1000);
          expect(limiter.check("key", [window]).allowed).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("RL-17: a key holds no more instants than the tolerance asks for, of half a number up to 12 days", () => {
    fc.assert(
      fc.property(windows, ({ limit, seconds, tolerance }) => {
        const window: RateWindow = { limit, seconds, tolerance };
        const [plan] = createPlans().of([window]).windows;
        expect(plan?.mostSlots).toBeLessThanOrEqual(Math.ceil(1 / tolerance));
        expect(callsPerSlot(window) - 1).toBeLessThanOrEqual(limit * tolerance);
        if (seconds <= 6 * DAY) expect(plan?.isNarrow).toBe(true);
      }),
    );
  });

  it("P-036: a rule that gets or loses a tolerance keeps the calls that it counted", () => {
    const perhaps = fc.option(tolerances, { nil: undefined });
    const limit = fc.integer({ min: 1, max: 800 });
    fc.assert(
      fc.property(limit, lengths, perhaps, perhaps, (most, seconds, before, after) => {
        const windowWith = (tolerance: number | undefined): RateWindow =>
          tolerance === undefined ? { limit: most, seconds } : { limit: most, seconds, tolerance };
        const clock = createManualClock(1_000_000);
        const limiter = createRateLimiter({ clock });
        // At the start of its time every instant is 0, in whatever unit.
        clock.advance(10 * DAY * 1000);
        for (let call = 0; call < most; call += 1) limiter.check("key", [windowWith(before)]);
        clock.advance(seconds * 500);
        expect(limiter.check("key", [windowWith(after)]).allowed).toBe(false);
        clock.advance(seconds * 500 + (seconds * 1000) / STEPS + 1);
        expect(limiter.check("key", [windowWith(after)]).allowed).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("P-072: refuses a tolerance that is none", () => {
    const limiter = createRateLimiter({ clock: createManualClock() });
    for (const tolerance of [0, 0.009, 0.11, 1, -1, Number.NaN]) {
      expect(() => limiter.check("key", [{ limit: 9, seconds: 60, tolerance }])).toThrow(
        RangeError,
      );
    }
  });
});
