import fc from "fast-check";
import { expect, it } from "vitest";
import type { LeaseTimes } from "./contract.ts";
import { firstSplit, play, type Schedule } from "./schedule.test-support.ts";

const TIMES: LeaseTimes = { intervalMs: 100, checks: 3, ttlMs: 300 };
const UNTIL_MS = 5_000;
const NODES = 3;

const schedule: fc.Arbitrary<Schedule> = fc.record({
  mishaps: fc.array(
    fc.record({
      node: fc.nat({ max: NODES - 1 }),
      kind: fc.constantFrom("kill" as const, "pause" as const, "partition" as const),
      at: fc.nat({ max: UNTIL_MS }),
      for: fc.integer({ min: 10, max: 2_500 }),
    }),
    { maxLength: 8 },
  ),
  clocks: fc.array(
    fc.record({
      rate: fc.double({ min: 0.98, max: 1.02, noNaN: true }),
      offset: fc.integer({ min: -1_000_000, max: 1_000_000 }),
    }),
    { minLength: NODES, maxLength: NODES },
  ),
  // Mostly quick, now and then later than any time-out.
  latencies: fc.array(
    fc.oneof(
      { weight: 20, arbitrary: fc.integer({ min: 1, max: 15 }) },
      { weight: 1, arbitrary: fc.integer({ min: 100, max: 900 }) },
    ),
    { minLength: 5, maxLength: 60 },
  ),
  untilMs: fc.constant(UNTIL_MS),
});

it("P-061: under any schedule of kill, pause and partition at most one writer is acknowledged", async () => {
  await fc.assert(
    fc.asyncProperty(schedule, async (drawn) => {
      expect(firstSplit(await play(TIMES, drawn))).toBeUndefined();
    }),
    { numRuns: 150 },
  );
});

/** The leader goes out of sight for long, and comes back while it still answers its callers. */
const apart: Schedule = {
  mishaps: [{ node: 0, kind: "partition", at: 1_000, for: 2_500 }],
  clocks: [
    { rate: 0.98, offset: 5_000 },
    { rate: 1.02, offset: -70_000 },
    { rate: 1, offset: 0 },
  ],
  latencies: [3, 9, 1],
  untilMs: UNTIL_MS,
};

it("P-061: a leader that is out of sight is followed by another, and both never write", async () => {
  const acknowledged = await play(TIMES, apart);
  expect(firstSplit(acknowledged)).toBeUndefined();
  expect(new Set(acknowledged.map(({ epoch }) => epoch)).size).toBeGreaterThan(1);
  const gap = acknowledged.find(({ epoch }) => epoch > 1)?.at ?? 0;
  // Three looks, what was believed, and the looks' own duration.
  expect(gap).toBeLessThan(1_000 + 1_300);
});

it("P-061: without the wait before a promotion, or without an end of what is believed, two write", async () => {
  const violated = async (weakness: { noGrace?: true; noExpiry?: true }): Promise<boolean> => {
    const found = await fc.check(
      fc.asyncProperty(schedule, async (drawn) => {
        const mishaps = [...apart.mishaps, ...drawn.mishaps];
        return firstSplit(await play(TIMES, { ...drawn, mishaps }, weakness)) === undefined;
      }),
      // Ends at the first: only luck without any makes it long.
      { numRuns: 1_500, endOnFailure: true },
    );
    return found.failed;
  };
  expect(await violated({ noExpiry: true })).toBe(true);
  expect(await violated({ noGrace: true })).toBe(true);
});
