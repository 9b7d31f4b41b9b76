import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createCall } from "../call.ts";
import { createRetry } from "./retry.ts";

/** Lets what was promised go on, as often as it takes for a run of ten attempts. */
const settleAll = async (): Promise<void> => {
  for (let turn = 0; turn < 12; turn += 1) await Promise.resolve();
};

describe("retry", () => {
  it("P-092, RES-02: pauses grow within jitter and cap, the deadline holds, and only idempotent calls repeat", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          attempts: fc.integer({ min: 1, max: 8 }),
          firstPauseMs: fc.integer({ min: 1, max: 500 }),
          longestPauseMs: fc.integer({ min: 500, max: 4_000 }),
          isIdempotent: fc.boolean(),
          withinMs: fc.option(fc.integer({ min: 1, max: 6_000 }), { nil: undefined }),
          goodAfter: fc.integer({ min: 0, max: 9 }),
          jitters: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
            minLength: 8,
            maxLength: 8,
          }),
        }),
        async (given) => {
          const clock = createManualClock(0);
          const begun: number[] = [];
          const waits: number[] = [];
          const jitters = given.jitters.values();
          const retry = createRetry({
            attempts: given.attempts,
            firstPauseMs: given.firstPauseMs,
            longestPauseMs: given.longestPauseMs,
            jitter: () => jitters.next().value ?? 0,
            clock,
            startTimer: (milliseconds, call) => {
              waits.push(milliseconds);
              return clock.startTimer(milliseconds, call);
            },
          });
          const { isIdempotent, withinMs } = given;
          const call = createCall(clock, {
            isIdempotent,
            ...(withinMs === undefined ? {} : { withinMs }),
          });
          let isOver = false;
          const over = retry
            .run(async () => {
              begun.push(clock.now());
              if (begun.length <= given.goodAfter) throw new Error("stub");
            }, call)
            .then(
              () => "good",
              () => "bad",
            )
            .finally(() => {
              isOver = true;
            });
          for (let turn = 0; turn < 10 && !isOver; turn += 1) {
            await settleAll();
            clock.advance(waits.at(-1) ?? 0);
          }
          const outcome = await over;

          expect(begun.length).toBeLessThanOrEqual(isIdempotent ? given.attempts : 1);
          expect(outcome).toBe(begun.length > given.goodAfter ? "good" : "bad");
          waits.forEach((wait, index) => {
            const whole = Math.min(given.longestPauseMs, given.firstPauseMs * 2 ** index);
            expect(wait).toBeGreaterThanOrEqual(whole / 2);
            expect(wait).toBeLessThanOrEqual(whole);
            // A pause that reached the cap may only vary below it; until then none is shorter.
            if (whole < given.longestPauseMs) {
              expect(wait).toBeGreaterThanOrEqual(waits[index - 1] ?? 0);
            }
          });
          for (const at of begun) expect(at).toBeLessThan(withinMs ?? Number.POSITIVE_INFINITY);
        },
      ),
    );
  });
});
