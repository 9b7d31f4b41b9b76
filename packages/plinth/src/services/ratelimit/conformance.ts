import assert from "node:assert/strict";
import type { Decision, RateLimiter, RateWindow } from "./contract.ts";

/** A limiter under test together with the hand on its clock. */
export interface LimiterHarness {
  readonly limiter: RateLimiter;
  /** Moves the limiter's time forward. */
  readonly advance: (milliseconds: number) => void | Promise<void>;
}

/** One thing that every driver must do; `run` rejects when it does not. */
export interface LimiterCase {
  readonly name: string;
  readonly run: (harness: LimiterHarness) => Promise<void>;
}

const MINUTE: readonly RateWindow[] = [{ limit: 5, seconds: 60 }];
const SIGNIN: readonly RateWindow[] = [
  { limit: 5, seconds: 60 },
  { limit: 20, seconds: 3_600 },
  { limit: 100, seconds: 86_400 },
];

const call = async (
  { limiter }: LimiterHarness,
  key: string,
  windows: readonly RateWindow[] = MINUTE,
  cost = 1,
): Promise<Decision> => await limiter.check(key, windows, cost);

/** How many of `calls` calls at one instant pass. */
const admitted = async (
  harness: LimiterHarness,
  calls: number,
  windows: readonly RateWindow[] = MINUTE,
): Promise<number> => {
  let passed = 0;
  for (let index = 0; index < calls; index += 1) {
    if ((await call(harness, "key", windows)).allowed) passed += 1;
  }
  return passed;
};

const remainingOf = (decision: Decision): readonly number[] =>
  decision.windows.map(({ remaining }) => remaining);

const boundaryCases: readonly LimiterCase[] = [
  {
    name: "P-036: admits exactly the limit and announces what is left",
    run: async (harness) => {
      for (const left of [4, 3, 2, 1, 0]) {
        const decision = await call(harness, "key");
        assert.equal(decision.allowed, true);
        assert.equal(decision.retryAfterSeconds, 0);
        assert.equal(decision.tightest.remaining, left);
      }
      const refused = await call(harness, "key");
      assert.equal(refused.allowed, false);
      assert.equal(refused.tightest.remaining, 0);
    },
  },
  {
    name: "P-072: the border between two minutes does not double the limit",
    run: async (harness) => {
      await harness.advance(59_000);
      assert.equal(await admitted(harness, 10), 5);
      await harness.advance(2_000);
      assert.equal(await admitted(harness, 10), 0);
      await harness.advance(58_000);
      assert.equal(await admitted(harness, 10), 5);
    },
  },
  {
    name: "P-072: budget comes back call by call, not all at once",
    run: async (harness) => {
      for (let index = 0; index < 5; index += 1) {
        assert.equal((await call(harness, "key")).allowed, true);
        await harness.advance(10_000);
      }
      for (let index = 0; index < 5; index += 1) {
        assert.equal(await admitted(harness, 3), index === 0 ? 0 : 1);
        await harness.advance(10_000);
      }
    },
  },
  {
    name: "P-020: a call after the announced wait passes, one second earlier it does not",
    run: async (harness) => {
      assert.equal(await admitted(harness, 5), 5);
      await harness.advance(17_300);
      const { retryAfterSeconds } = await call(harness, "key");
      assert.equal(retryAfterSeconds, 43);
      await harness.advance((retryAfterSeconds - 1) * 1000);
      const early = await call(harness, "key");
      assert.equal(early.allowed, false);
      assert.equal(early.retryAfterSeconds, 1);
      await harness.advance(early.retryAfterSeconds * 1000);
      assert.equal((await call(harness, "key")).allowed, true);
    },
  },
];

const windowCases: readonly LimiterCase[] = [
  {
    name: "RL-02: each window refuses by itself: calls 6, 21 and 101",
    run: async (harness) => {
      let total = 0;
      const untilRefused = async (): Promise<Decision> => {
        for (;;) {
          const decision = await call(harness, "key", SIGNIN);
          if (!decision.allowed) return decision;
          total += 1;
        }
      };
      const expectRefusal = async (expected: number, seconds: number): Promise<void> => {
        const refused = await untilRefused();
        assert.deepEqual([total, refused.tightest.seconds], [expected, seconds]);
      };
      for (const calls of [5, 10, 15]) {
        await expectRefusal(calls, 60);
        await harness.advance(61_000);
      }
      await untilRefused();
      await harness.advance(61_000);
      await expectRefusal(20, 3_600);
      for (const calls of [40, 60, 80]) {
        await harness.advance(3_600_000);
        for (let minute = 0; minute < 4; minute += 1) {
          await untilRefused();
          await harness.advance(61_000);
        }
        assert.equal(total, calls);
      }
      await harness.advance(3_600_000);
      for (let minute = 0; minute < 4; minute += 1) {
        await untilRefused();
        await harness.advance(61_000);
      }
      await harness.advance(3_600_000);
      await expectRefusal(100, 86_400);
    },
  },
  {
    name: "P-072: a call that one window refuses consumes nothing in the others",
    run: async (harness) => {
      assert.equal(await admitted(harness, 50, SIGNIN), 5);
      assert.deepEqual(remainingOf(await call(harness, "key", SIGNIN)), [0, 15, 95]);
    },
  },
  {
    name: "P-115: the tightest window is announced, and waits are those of the one that refuses",
    run: async (harness) => {
      const windows = [
        { limit: 4, seconds: 10 },
        { limit: 6, seconds: 100 },
      ];
      assert.equal(await admitted(harness, 4, windows), 4);
      await harness.advance(10_000);
      const fifth = await call(harness, "key", windows);
      assert.deepEqual([fifth.tightest.seconds, fifth.tightest.remaining], [100, 1]);
      assert.equal(await admitted(harness, 2, windows), 1);
      const refused = await call(harness, "key", windows);
      assert.equal(refused.tightest.seconds, 100);
      assert.equal(refused.retryAfterSeconds, 90);
      assert.equal(refused.tightest.resetSeconds, 90);
    },
  },
  {
    name: "P-020: where several windows refuse, the longest wait is announced, in any order",
    run: async (harness) => {
      const long = { limit: 2, seconds: 100 };
      const short = { limit: 1, seconds: 10 };
      for (const [key, windows] of Object.entries({ a: [long, short], b: [short, long] })) {
        await call(harness, key, windows);
        await harness.advance(10_000);
        await call(harness, key, windows);
        const refused = await call(harness, key, windows);
        assert.deepEqual([refused.allowed, refused.retryAfterSeconds], [false, 90]);
        assert.equal(refused.tightest.seconds, 100);
      }
    },
  },
];

const keyCases: readonly LimiterCase[] = [
  {
    name: "RL-09: keys do not touch each other",
    run: async (harness) => {
      assert.equal(await admitted(harness, 6), 5);
      assert.equal((await call(harness, "other")).tightest.remaining, 4);
    },
  },
  {
    name: "RL-14: clearing a key gives its whole budget back, and no other key's",
    run: async (harness) => {
      await call(harness, "other");
      assert.equal(await admitted(harness, 6), 5);
      await harness.limiter.clear("key");
      assert.equal(await admitted(harness, 6), 5);
      assert.equal((await call(harness, "other")).tightest.remaining, 3);
    },
  },
  {
    name: "P-036: other limits act on the next call and keep what was used",
    run: async (harness) => {
      assert.equal(await admitted(harness, 6), 5);
      const raised = [{ limit: 8, seconds: 60 }];
      assert.equal(await admitted(harness, 10, raised), 3);
      await harness.advance(60_000);
      assert.equal(await admitted(harness, 10, raised), 8);
      assert.equal((await call(harness, "key", [{ limit: 2, seconds: 60 }])).allowed, false);
    },
  },
  {
    name: "a call may cost more than one, all or nothing",
    run: async (harness) => {
      assert.equal((await call(harness, "key", MINUTE, 3)).tightest.remaining, 2);
      const refused = await call(harness, "key", MINUTE, 3);
      assert.deepEqual([refused.allowed, refused.tightest.remaining], [false, 2]);
      assert.equal((await call(harness, "key", MINUTE, 2)).allowed, true);
      await assert.rejects(async () => await call(harness, "key", MINUTE, 6), RangeError);
    },
  },
  {
    name: "P-072: limits of a thousand calls admit at least the limit and less than 1 % more",
    run: async (harness) => {
      const windows = [{ limit: 1_000, seconds: 10 }];
      let inWindow = 0;
      for (let step = 0; step < 2_000; step += 1) {
        if ((await call(harness, "key", windows)).allowed) inWindow += 1;
        await harness.advance(5);
      }
      assert.ok(inWindow >= 1_000 && inWindow < 1_010, `${inWindow} admitted`);
    },
  },
  {
    name: "RL-17: with a tolerance of 5 % the limit is admitted, and up to 5 % more",
    run: async (harness) => {
      const windows = [{ limit: 100, seconds: 10, tolerance: 0.05 }];
      const passedAt: number[] = [];
      let most = 0;
      for (let now = 0; now < 30_000; now += 37) {
        if ((await call(harness, "key", windows)).allowed) passedAt.push(now);
        const within = passedAt.filter((at) => at > now - 10_000).length;
        most = Math.max(most, within);
        await harness.advance(37);
      }
      assert.ok(most > 100 && most <= 105, `${most} admitted`);
    },
  },
];

/**
 * What every driver of the limiter must do, free of any test runner:
 * `for (const { name, run } of limiterConformance) it(name, () => run(harness()))`.
 */
export const limiterConformance: readonly LimiterCase[] = [
  ...boundaryCases,
  ...windowCases,
  ...keyCases,
];
