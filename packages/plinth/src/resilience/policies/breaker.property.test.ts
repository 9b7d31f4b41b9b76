import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createCall } from "../call.ts";
import { type BreakerStatus, createBreaker } from "./breaker.ts";

/** One thing that happens to a breaker: a call begins, one of those under way ends, time passes. */
type Step =
  | { readonly kind: "begin" }
  | { readonly kind: "end"; readonly which: number; readonly isGood: boolean }
  | { readonly kind: "wait"; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Step>({ kind: "begin" }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("end" as const),
      which: fc.nat(20),
      isGood: fc.integer({ min: 0, max: 3 }).map((dice) => dice === 0),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("wait" as const),
      ms: fc.integer({ min: 1, max: 90 }),
    }),
  },
);

const OPEN_MS = 60;
const FAILURES = 3;
const CLOSES_AFTER = 2;

/** What a breaker is, said once more in the plainest way. */
const createModel = () => {
  let status: BreakerStatus = "closed";
  let failures = 0;
  let successes = 0;
  let openedAt = 0;
  let epoch = 0;
  let probeAt: number | undefined;
  const to = (next: BreakerStatus, now: number): void => {
    status = next;
    epoch += 1;
    failures = 0;
    successes = 0;
    probeAt = undefined;
    if (next === "open") openedAt = now;
  };
  return {
    status: () => status,
    /** The epoch of an admitted call; undefined where it is refused. */
    begin: (now: number): number | undefined => {
      if (status === "open" && now - openedAt >= OPEN_MS) to("half-open", now);
      if (status === "open") return undefined;
      if (status === "half-open") {
        if (probeAt !== undefined && now - probeAt < OPEN_MS) return undefined;
        probeAt = now;
      }
      return epoch;
    },
    end: (begun: number, isGood: boolean, now: number): void => {
      if (begun !== epoch) return;
      if (status === "closed") {
        failures = isGood ? 0 : failures + 1;
        if (failures === FAILURES) to("open", now);
        return;
      }
      probeAt = undefined;
      if (!isGood) to("open", now);
      else {
        successes += 1;
        if (successes === CLOSES_AFTER) to("closed", now);
      }
    },
  };
};

describe("circuit breaker", () => {
  it("P-091, RES-01: for any outcome sequence its state equals the model, and open means no call", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 60, maxLength: 120, size: "max" }),
        async (steps) => {
          const clock = createManualClock(0);
          const model = createModel();
          const breaker = createBreaker({
            name: "stub",
            opensAfter: { failures: FAILURES },
            openMs: OPEN_MS,
            closesAfter: CLOSES_AFTER,
            clock,
          });
          const underWay: {
            readonly epoch: number;
            readonly settle: PromiseWithResolvers<void>;
            readonly over: Promise<void>;
          }[] = [];
          for (const current of steps) {
            if (current.kind === "wait") clock.advance(current.ms);
            else if (current.kind === "begin") {
              const epoch = model.begin(clock.now());
              const settle = Promise.withResolvers<void>();
              let isAsked = false;
              const over = breaker
                .run(() => {
                  isAsked = true;
                  return settle.promise;
                }, createCall(clock))
                .catch(() => undefined);
              expect(isAsked).toBe(epoch !== undefined);
              if (epoch === undefined) await over;
              else underWay.push({ epoch, settle, over });
            } else if (underWay.length > 0) {
              const [ended] = underWay.splice(current.which % underWay.length, 1);
              if (ended === undefined) continue;
              if (current.isGood) ended.settle.resolve();
              else ended.settle.reject(new Error("stub"));
              await ended.over;
              model.end(ended.epoch, current.isGood, clock.now());
            }
            expect(breaker.state().status).toBe(model.status());
          }
        },
      ),
    );
  });
});
