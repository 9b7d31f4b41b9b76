import { describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createRateLimiter, limiterConformance } from "#services/ratelimit";

const MINUTE = [{ limit: 5, seconds: 60 }];
const setUp = (maxKeys?: number) => {
  const clock = createManualClock();
  const limiter = createRateLimiter({ clock, ...(maxKeys === undefined ? {} : { maxKeys }) });
  return { clock, limiter };
};

describe("conformance of the limiter in memory", () => {
  for (const { name, run } of limiterConformance) {
    it(name, async () => {
      const { clock, limiter } = setUp();
      await run({ limiter, advance: clock.advance });
    });
  }
});

describe("limiter in memory", () => {
  it("answers without a promise", () => {
    expect(setUp().limiter.check("a", MINUTE)).not.toBeInstanceOf(Promise);
  });

  it("refuses windows that are no limits", () => {
    const { limiter } = setUp();
    const broken = [[], [{ limit: 0, seconds: 1 }], [{ limit: 1.5, seconds: 1 }]];
    for (const windows of [...broken, [{ limit: 1, seconds: 0 }], [{ limit: 1, seconds: -1 }]]) {
      expect(() => limiter.check("a", windows)).toThrow(RangeError);
    }
    expect(limiter.stats().keys).toBe(0);
  });

  it("refuses a cost that is no whole number of calls", () => {
    const { limiter } = setUp();
    for (const cost of [0, -1, 0.5, Number.NaN]) {
      expect(() => limiter.check("a", MINUTE, cost)).toThrow(RangeError);
    }
  });

  it("keeps time standing while the machine's clock goes back", () => {
    const { clock, limiter } = setUp();
    for (let call = 0; call < 5; call += 1) limiter.check("a", MINUTE);
    clock.advance(-3_600_000);
    expect(limiter.check("a", MINUTE).retryAfterSeconds).toBe(60);
    clock.advance(60_000);
    expect(limiter.check("a", MINUTE).allowed).toBe(true);
  });

  it("holds no more keys than it may, however many come", () => {
    const { limiter } = setUp(100);
    for (let key = 0; key < 10_000; key += 1) limiter.check(`key ${key}`, MINUTE);
    expect(limiter.stats().keys).toBe(100);
    expect(limiter.stats().evicted).toBe(9_900);
  });

  it("a flood of fresh keys does not push out a count that is used up", () => {
    const { limiter } = setUp(100);
    for (let call = 0; call < 5; call += 1) limiter.check("victim", MINUTE);
    for (let key = 0; key < 10_000; key += 1) limiter.check(`key ${key}`, MINUTE);
    expect(limiter.check("victim", MINUTE).allowed).toBe(false);
  });

  it("sweeps what ran out while new keys arrive, without counting it as evicted", () => {
    const { clock, limiter } = setUp(1_000);
    for (let key = 0; key < 1_000; key += 1) limiter.check(`old ${key}`, MINUTE);
    clock.advance(60_000);
    for (let key = 0; key < 1_000; key += 1) limiter.check(`new ${key}`, MINUTE);
    expect(limiter.stats().keys).toBeLessThanOrEqual(1_000);
    expect(limiter.stats().evicted).toBe(0);
    for (let key = 0; key < 1_000; key += 1) {
      expect(limiter.check(`new ${key}`, MINUTE).tightest.remaining).toBe(3);
    }
  });

  it("what ran out makes room before anything that still counts", () => {
    const { clock, limiter } = setUp(3);
    const hour = [{ limit: 5, seconds: 3_600 }];
    for (let call = 0; call < 5; call += 1) limiter.check("ran out", MINUTE);
    limiter.check("one", hour);
    limiter.check("two", hour);
    clock.advance(60_000);
    limiter.check("new", hour);
    expect(limiter.stats()).toEqual({ keys: 3, evicted: 0 });
    for (const key of ["one", "two", "new"]) {
      expect(limiter.check(key, hour).tightest.remaining).toBe(3);
    }
  });

  it("allows a limit of a million calls in memory of two hundred numbers", () => {
    const { clock, limiter } = setUp();
    const windows = [{ limit: 1_000_000, seconds: 3_600 }];
    expect(limiter.check("a", windows, 999_999).tightest.remaining).toBe(1);
    expect(limiter.check("a", windows).allowed).toBe(true);
    expect(limiter.check("a", windows).retryAfterSeconds).toBe(3_600);
    clock.advance(3_600_000);
    expect(limiter.check("a", windows).tightest.remaining).toBe(999_999);
  });

  it("P-072: goes on counting over months, also in windows of a month", () => {
    const { clock, limiter } = setUp();
    const day = 86_400_000;
    const windows = [
      { limit: 2, seconds: 60 },
      { limit: 40, seconds: 30 * 86_400 },
    ];
    const admitted: number[] = [];
    for (let step = 0; step < 400; step += 1) {
      clock.advance(day / 2 + 7);
      const now = clock.now();
      const used = admitted.filter((at) => at > now - 30 * day).length;
      const decision = limiter.check("a", windows);
      expect(decision.allowed).toBe(used < 40);
      if (decision.allowed) admitted.push(now);
      else expect(decision.retryAfterSeconds).toBeGreaterThan(1);
    }
    clock.advance(1_000 * day);
    expect(limiter.check("a", windows).windows.map(({ remaining }) => remaining)).toEqual([1, 39]);
  });

  it("keeps counts apart however entries grow, leave and change their limits", () => {
    const { clock, limiter } = setUp(1_000);
    const lists = [10, 60, 190].map((limit) => [{ limit, seconds: 600 }]);
    const two = [
      { limit: 30, seconds: 600 },
      { limit: 150, seconds: 900 },
    ];
    const used = new Map<string, number>();
    for (let step = 0; step < 20_000; step += 1) {
      const number = (step * 7_919) % 97;
      const key = `key ${number}`;
      if ((step * 31) % 113 === 0) {
        limiter.clear(key);
        used.delete(key);
      }
      const windows = number % 4 === 3 ? two : (lists[number % 4] ?? two);
      const before = used.get(key) ?? 0;
      const { limit } = windows[0] ?? { limit: 0 };
      const decision = limiter.check(key, windows);
      expect(decision.allowed).toBe(before < limit);
      const now = Math.min(limit, before + 1);
      expect(decision.windows[0]?.remaining).toBe(limit - now);
      used.set(key, now);
      if (step % 100 === 0) clock.advance(1);
    }
  });

  it("a decision that several callers hold cannot be changed by one of them", () => {
    const { limiter } = setUp();
    const decision = limiter.check("a", MINUTE);
    expect(limiter.check("b", MINUTE)).toEqual(decision);
    expect(() => Object.assign(decision.tightest, { remaining: 99 })).toThrow(TypeError);
  });
});
