import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import {
  createLeasedRateLimiter,
  createRateLimiter,
  limiterConformance,
  type RateLimiter,
  type SharedRateLimiter,
} from "#services/ratelimit";

/** Counts that several nodes share, in this process. */
const shareOf = (limiter: RateLimiter): SharedRateLimiter => ({
  ...limiter,
  checkAll: async (checks) => {
    const decisions = [];
    for (const { key, windows } of checks) {
      const decision = await limiter.check(key, windows);
      decisions.push(decision);
      if (!decision.allowed) break;
    }
    return decisions;
  },
});

const scenario = fc.record({
  limit: fc.integer({ min: 20, max: 190 }),
  seconds: fc.integer({ min: 1, max: 20 }),
  lease: fc.integer({ min: 1, max: 30 }),
  nodes: fc.integer({ min: 1, max: 4 }),
  calls: fc.array(
    fc.record({
      pause: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9_000 })),
      node: fc.nat(3),
      burst: fc.integer({ min: 1, max: 60 }),
    }),
    { minLength: 1, maxLength: 60 },
  ),
});

/** Most calls in any window, of calls at these instants in order. */
const mostIn = (instants: readonly number[], spanMs: number): number => {
  let most = 0;
  let first = 0;
  instants.forEach((instant, at) => {
    while ((instants[first] ?? 0) <= instant - spanMs) first += 1;
    most = Math.max(most, at - first + 1);
  });
  return most;
};

const build = (nodes: number, lease: number) => {
  const clock = createManualClock(1_000_000);
  const shared = shareOf(createRateLimiter({ clock }));
  const limiters = Array.from({ length: nodes }, () =>
    createLeasedRateLimiter({ shared, clock, lease }),
  );
  return { clock, shared, limiters };
};

describe("leases", () => {
  for (const { name, run } of limiterConformance) {
    it(`conformance, one call at a time: ${name}`, async () => {
      const { clock, limiters } = build(1, 1);
      const [limiter] = limiters;
      await run({ limiter: limiter as SharedRateLimiter, advance: clock.advance });
    });
  }

  it("RL-10: never more over the limit than nodes * (lease - 1), for any arrival pattern", async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async ({ limit, seconds, lease, nodes, calls }) => {
        const { clock, limiters } = build(nodes, lease);
        const windows = [{ limit, seconds }];
        const admitted: number[] = [];
        for (const { pause, node, burst } of calls) {
          clock.advance(pause);
          const limiter = limiters[node % nodes];
          const answers = await Promise.all(
            Array.from({ length: burst }, async () => await limiter?.check("key", windows)),
          );
          for (const answer of answers) if (answer?.allowed === true) admitted.push(clock.now());
        }
        const over = mostIn(admitted, seconds * 1000) - limit;
        expect(over).toBeLessThanOrEqual(nodes * (lease - 1));
      }),
      { numRuns: 150 },
    );
  });

  it("RL-10: one node alone uses a limit to the last call, and no call more in one burst", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 20, max: 190 }),
        fc.integer({ min: 1, max: 30 }),
        async (limit, lease) => {
          const { limiters } = build(1, lease);
          const windows = [{ limit, seconds: 10 }];
          const answers = await Promise.all(
            Array.from({ length: limit + 50 }, async () => await limiters[0]?.check("k", windows)),
          );
          expect(answers.filter((answer) => answer?.allowed === true)).toHaveLength(limit);
          const left = answers
            .filter((answer) => answer?.allowed)
            .map((a) => a?.tightest.remaining);
          expect(Math.min(...left.map((value) => value ?? 0))).toBe(0);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("RL-10: what a node took and did not use comes back when its window ends", async () => {
    const { clock, limiters } = build(2, 10);
    const windows = [{ limit: 100, seconds: 10 }];
    await limiters[0]?.check("key", windows);
    clock.advance(10_000);
    let passed = 0;
    while ((await limiters[1]?.check("key", windows))?.allowed === true) passed += 1;
    expect(passed).toBe(100);
    expect((await limiters[0]?.check("key", windows))?.allowed).toBe(false);
  });

  it("RL-14: clearing a key gives back what was taken of it, and most calls ask nobody", async () => {
    const { shared, clock } = build(1, 1);
    let asked = 0;
    const counted: SharedRateLimiter = {
      ...shared,
      check: (key, windows, cost) => {
        asked += 1;
        return shared.check(key, windows, cost);
      },
    };
    const limiter = createLeasedRateLimiter({ shared: counted, clock, lease: 10 });
    const windows = [{ limit: 100, seconds: 10 }];
    for (let call = 0; call < 100; call += 1) await limiter.check("key", windows);
    expect(asked).toBe(10);
    await limiter.clear("key");
    expect((await limiter.check("key", windows)).tightest.remaining).toBe(99);
    expect(() => createLeasedRateLimiter({ shared, clock, lease: 0 })).toThrow(RangeError);
  });

  it("RL-10, RL-09: only rules that name a lease are leased; neighbours are asked together", async () => {
    const { shared, clock } = build(1, 1);
    const asked: string[] = [];
    const limiter = createLeasedRateLimiter({
      shared: {
        ...shared,
        check: (key, windows, cost) => {
          asked.push(`${key} ${cost ?? 1}`);
          return shared.check(key, windows, cost);
        },
        checkAll: (checks) => {
          asked.push(checks.map(({ key }) => key).join("+"));
          return shared.checkAll(checks);
        },
      },
      clock,
    });
    const windows = [{ limit: 40, seconds: 10 }];
    const small = [{ limit: 3, seconds: 10 }];
    const many = { key: "many", windows, lease: 4 };
    const exact = ["a", "b"].map((key) => ({ key, windows: small }));
    for (let call = 0; call < 4; call += 1) await limiter.checkAll([many, ...exact, many]);
    const first = ["many 4", "a+b"];
    // Two of four are used each time; the rule that refuses leaves those behind it alone.
    expect(asked).toEqual([...first, "a+b", "many 4", "a+b", "a+b"]);
    asked.length = 0;
    const refused = await limiter.checkAll([...exact, many]);
    expect(refused.map(({ allowed }) => allowed)).toEqual([false]);
    expect(limiter.checkAll([many])).not.toBeInstanceOf(Promise);
    expect(asked).toEqual(["a+b"]);
  });

  it("RL-10, P-020: a refusal asks once in a second at most, and ends when it said", async () => {
    const { shared, clock } = build(1, 1);
    let asked = 0;
    const counted: SharedRateLimiter = {
      ...shared,
      check: (key, windows, cost) => {
        asked += 1;
        return shared.check(key, windows, cost);
      },
    };
    const limiter = createLeasedRateLimiter({ shared: counted, clock, lease: 4 });
    const windows = [{ limit: 40, seconds: 10 }];
    for (let call = 0; call < 40; call += 1) await limiter.check("key", windows);
    asked = 0;
    for (let call = 0; call < 90; call += 1) {
      expect((await limiter.check("key", windows)).allowed).toBe(false);
      clock.advance(100);
    }
    expect(asked).toBeLessThanOrEqual(2 * 9);
    const refused = await limiter.check("key", windows);
    expect(refused.retryAfterSeconds).toBe(1);
    clock.advance(1_000);
    expect((await limiter.check("key", windows)).allowed).toBe(true);
    await limiter.clear("key");
    expect((await limiter.check("key", windows)).tightest.remaining).toBe(39);
  });
});
