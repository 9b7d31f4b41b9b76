import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createReachability, type Timers } from "./reachability.ts";

/** Timers of a test: time moves only when told to. */
const createTestTimers = () => {
  let now = 0;
  let next = 0;
  const waiting = new Map<number, { readonly at: number; readonly run: () => void }>();
  const timers: Timers = {
    set: (run, milliseconds) => {
      next += 1;
      waiting.set(next, { at: now + milliseconds, run });
      return next;
    },
    clear: (id) => {
      waiting.delete(id as number);
    },
  };
  const settle = async () => {
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  const advance = async (milliseconds: number) => {
    const until = now + milliseconds;
    for (;;) {
      const due = [...waiting].filter(([, entry]) => entry.at <= until);
      const first = due.sort(([, a], [, b]) => a.at - b.at)[0];
      if (first === undefined) break;
      waiting.delete(first[0]);
      now = Math.max(now, first[1].at);
      first[1].run();
      await settle();
    }
    now = until;
  };
  return { timers, advance, settle, waiting: () => waiting.size };
};

type Step =
  | { readonly kind: "network"; readonly up: boolean }
  | { readonly kind: "hint" }
  | { readonly kind: "wait"; readonly ms: number };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant("network" as const), up: fc.boolean() }),
    fc.record({ kind: fc.constant("hint" as const) }),
    fc.record({ kind: fc.constant("wait" as const), ms: fc.integer({ min: 0, max: 90_000 }) }),
  ),
  { maxLength: 25 },
);

describe("P-030: offline detection", () => {
  test("P-030: after any sequence of changes the answer equals real reachability", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        let up = true;
        const clock = createTestTimers();
        const watcher = createReachability({
          ping: () => (up ? Promise.resolve(true) : Promise.reject(new Error("down"))),
          timers: clock.timers,
        });
        watcher.start();
        for (const step of sequence) {
          if (step.kind === "network") up = step.up;
          // The browser's flag or a failed call: a hint, which may come at any time or never.
          else if (step.kind === "hint") {
            watcher.check();
            await clock.settle();
            expect(watcher.isReachable()).toBe(up);
          } else await clock.advance(step.ms);
        }
        await clock.advance(30_000);
        expect(watcher.isReachable()).toBe(up);
        expect(clock.waiting()).toBe(1);
        watcher.stop();
        expect(clock.waiting()).toBe(0);
      }),
    );
  });

  test("P-030: a slow old ping cannot overrule a newer one", async () => {
    const clock = createTestTimers();
    const answers: ((answered: boolean) => void)[] = [];
    const watcher = createReachability({
      ping: () => new Promise((resolve) => answers.push(resolve)),
      timers: clock.timers,
    });
    watcher.start();
    watcher.check();
    watcher.check();
    answers[1]?.(true);
    await clock.settle();
    answers[0]?.(false);
    await clock.settle();
    expect(watcher.isReachable()).toBe(true);
  });

  test("P-030: pings back off while nobody answers and tell listeners once", async () => {
    const clock = createTestTimers();
    let pings = 0;
    let told = 0;
    const watcher = createReachability({
      ping: () => {
        pings += 1;
        return Promise.resolve(false);
      },
      timers: clock.timers,
    });
    watcher.subscribe(() => {
      told += 1;
    });
    watcher.start();
    watcher.check();
    await clock.settle();
    await clock.advance(1_000 + 2_000 + 4_000 + 8_000 + 16_000);
    expect(pings).toBe(6);
    expect(told).toBe(1);
  });
});
