import { randomUUID } from "node:crypto";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { BootError, createManualClock, Secret } from "../../packages/plinth/src/core/index.ts";
import { createSecureRandom } from "../../packages/plinth/src/crypto/index.ts";
import {
  createRateLimiter,
  createRedisRateLimiter,
  limiterConformance,
  type RateWindow,
} from "../../packages/plinth/src/services/ratelimit/index.ts";
import { openRedis, type Redis } from "../../packages/plinth/src/store/index.ts";
import { announceSkipped } from "../../packages/plinth/src/testing/postgres.ts";
import { startRedis, withPatience } from "../../packages/plinth/src/testing/redis.ts";

const server = await startRedis();
if ("missing" in server) announceSkipped("limits in Redis", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));

const there = () => {
  if ("missing" in server) throw new Error("no Redis");
  return server;
};
const opened: Redis[] = [];
const open = async (
  url: string = there().url,
  namespace: string = randomUUID(),
  poolTimeoutMs = 5_000,
): Promise<Redis> => {
  const random = createSecureRandom();
  const redis = await openRedis({ url: new Secret(url), namespace, poolTimeoutMs, random });
  opened.push(redis);
  return withPatience(redis);
};
afterEach(async () => {
  if (!("missing" in server)) server.thaw();
  await Promise.all(opened.splice(0).map((redis) => redis.close()));
});

const isUp = (redis: Redis) =>
  vi.waitFor(() => expect(redis.state().isUp).toBe(true), { timeout: 10_000 });

describe.skipIf("missing" in server)("limits in Redis", () => {
  for (const { name, run } of limiterConformance) {
    it(`conformance: ${name}`, async () => {
      const clock = createManualClock();
      const limiter = createRedisRateLimiter({ redis: await open(), clock });
      await run({ limiter, advance: clock.advance });
    });
  }

  it("P-115: says what the limiter in memory says, call for call, whatever the limits", async () => {
    const clock = createManualClock();
    const shared = createRedisRateLimiter({ redis: await open(), clock });
    const local = createRateLimiter({ clock });
    // One rule whose limits change, as with tiers; limits from 200 on gather calls in slots.
    const pair = (short: number, long: number): readonly RateWindow[] => [
      { limit: short, seconds: 10 },
      { limit: long, seconds: 60 },
    ];
    const tolerant = pair(60, 90).map((window) => ({ ...window, tolerance: 0.1 }));
    const lists = [pair(3, 500), pair(250, 40), tolerant, pair(1_000, 2_500), pair(12, 30)];
    for (let step = 0; step < 400; step += 1) {
      const windows = lists[Math.floor(step / 7) % lists.length] ?? [];
      const cost = 1 + (step % 3);
      clock.advance((step * 7_919) % 4_000);
      const expected = local.check("key", windows, cost);
      expect(await shared.check("key", windows, cost), `step ${step}`).toEqual(expected);
    }
  });

  it("P-073: 500 parallel calls, split over two nodes in any way, admit exactly the limit", async () => {
    const namespace = randomUUID();
    const nodes = await Promise.all([open(undefined, namespace), open(undefined, namespace)]);
    const limiters = nodes.map((redis) => createRedisRateLimiter({ redis }));
    for (const [limit, split] of [
      [1, 2],
      [100, 2],
      [137, 5],
      [499, 50],
    ] as const) {
      const windows = [{ limit, seconds: 60 }];
      const calls = Array.from({ length: 500 }, (_, index) =>
        limiters[index % split === 0 ? 0 : 1]?.check(`limit ${limit}`, windows),
      );
      const decisions = await Promise.all(calls);
      expect(decisions.filter((decision) => decision?.allowed === true)).toHaveLength(limit);
    }
  });

  it("P-073: goes red for a limiter that reads and writes apart", async () => {
    const namespace = randomUUID();
    const nodes = await Promise.all([open(undefined, namespace), open(undefined, namespace)]);
    const calls = Array.from({ length: 500 }, async (_, index) => {
      const redis = nodes[index % 2];
      const used = Number((await redis?.call("GET", `${namespace}:naive`)) ?? 0);
      if (used < 100) await redis?.call("INCR", `${namespace}:naive`);
      return used < 100;
    });
    expect((await Promise.all(calls)).filter(Boolean).length).toBeGreaterThan(100);
  });

  it("RL-10: every key has a life no longer than its window, also after refusals and changes", async () => {
    const redis = await open();
    const limiter = createRedisRateLimiter({ redis });
    for (const limit of [5, 300, 2, 5_000]) {
      const windows = [
        { limit, seconds: 60 },
        { limit: 20, seconds: 3_600 },
      ];
      for (let call = 0; call < 8; call += 1) await limiter.check("key", windows);
    }
    const keys = (await there().command("KEYS", `${redis.namespace}:*`)) as string[];
    expect(keys).toHaveLength(3);
    for (const key of keys) {
      const life = Number(await there().command("PTTL", key));
      expect(life, key).toBeGreaterThan(0);
      expect(life, key).toBeLessThanOrEqual(key.endsWith(":60") ? 60_000 : 3_600_000);
    }
  });

  it("RL-10: a counter is gone when its window is over", async () => {
    const redis = await open();
    const limiter = createRedisRateLimiter({ redis });
    await limiter.check("short", [{ limit: 5, seconds: 0.05 }]);
    await vi.waitFor(async () => {
      expect(await there().command("KEYS", `${redis.namespace}:*short*`)).toEqual([]);
    });
  });

  it("RL-10: scripts that the server forgot are sent again", async () => {
    const limiter = createRedisRateLimiter({ redis: await open() });
    const windows = [{ limit: 5, seconds: 60 }];
    await limiter.check("key", windows);
    await there().command("SCRIPT", "FLUSH");
    expect((await limiter.check("key", windows)).tightest.remaining).toBe(3);
  });

  it("a clock of the server that goes back stands still, and no window grows", async () => {
    const clock = createManualClock();
    const limiter = createRedisRateLimiter({ redis: await open(), clock });
    const windows = [{ limit: 5, seconds: 60 }];
    for (let call = 0; call < 5; call += 1) await limiter.check("key", windows);
    clock.advance(-3_600_000);
    expect((await limiter.check("key", windows)).retryAfterSeconds).toBe(60);
    clock.advance(60_000);
    expect((await limiter.check("key", windows)).allowed).toBe(true);
  });

  it("RL-09: several rules are decided in one step, until one refuses", async () => {
    const limiter = createRedisRateLimiter({ redis: await open() });
    const one = { key: "one", windows: [{ limit: 2, seconds: 60 }] };
    const two = { key: "two", windows: [{ limit: 3, seconds: 60 }] };
    for (let call = 0; call < 2; call += 1)
      expect(await limiter.checkAll([one, two])).toHaveLength(2);
    const refused = await limiter.checkAll([one, two]);
    expect(refused.map(({ allowed }) => allowed)).toEqual([false]);
    expect((await limiter.check("two", two.windows)).tightest.remaining).toBe(0);
    expect(await limiter.stats()).toMatchObject({ keys: 2 });
  });

  it("RL-10: what is asked in one turn goes in one call, and each question is decided by itself", async () => {
    const redis = await open();
    let calls = 0;
    const limiter = createRedisRateLimiter({
      redis: {
        ...redis,
        evaluate: (script, keys, values, withinMs, read) => {
          calls += 1;
          return redis.evaluate(script, keys, values, withinMs, read);
        },
      },
    });
    const one = { key: "one", windows: [{ limit: 3, seconds: 60 }] };
    const two = { key: "two", windows: [...one.windows, { limit: 50, seconds: 600 }] };
    const three = { key: "three", windows: [{ limit: 2, seconds: 3_600 }] };
    const answers = await Promise.all([
      ...Array.from({ length: 5 }, () => limiter.checkAll([one, two])),
      limiter.checkAll([three, three, three]),
      limiter.checkAll([]),
      (async () => [await limiter.check("four", one.windows, 3)])(),
    ]);
    expect(calls).toBe(1);
    const verdicts = answers.map((list) => list.map(({ allowed }) => allowed));
    const both = [true, true];
    expect(verdicts).toEqual([both, both, both, [false], [false], [true, true, false], [], [true]]);
    await expect(limiter.check("five", one.windows, 4)).rejects.toThrow(RangeError);
    await Promise.all(Array.from({ length: 300 }, () => limiter.check("many", two.windows)));
    expect(calls).toBe(1 + Math.ceil(300 / 128));
  });

  it("text of callers in a key is no pattern when it is cleared", async () => {
    const limiter = createRedisRateLimiter({ redis: await open() });
    const windows = [{ limit: 2, seconds: 60 }];
    for (const key of ["a*", "ab", "a[b]", "a\\"]) await limiter.check(key, windows);
    await limiter.clear("a*");
    expect((await limiter.check("ab", windows)).tightest.remaining).toBe(0);
    expect((await limiter.check("a*", windows)).tightest.remaining).toBe(1);
    await limiter.clear("a[b]");
    expect((await limiter.check("a[b]", windows)).tightest.remaining).toBe(1);
  });
});

const refusalOf = async (url: string): Promise<string> => {
  const fault: unknown = await open(url).catch((reason: unknown) => reason);
  expect(fault).toBeInstanceOf(BootError);
  return (fault as BootError).message;
};

describe.skipIf("missing" in server)("the connection to Redis", () => {
  it("CFG-06: a wrong password, a missing one and a wrong database are refused in one sentence", async () => {
    const wrong = new URL(there().url);
    wrong.password = "hunter2";
    const message = await refusalOf(String(wrong));
    expect(message).toBe("REDIS_URL cannot be used: user or password is wrong");
    const without = `redis://127.0.0.1:${there().port}/0`;
    expect(await refusalOf(without)).toMatch(/wants a password/);
    const elsewhere = new URL(there().url);
    elsewhere.pathname = "/9";
    expect(await refusalOf(String(elsewhere))).toMatch(/no database of that number/);
  });

  it("CFG-06: databases are apart, and the figures are the server's own", async () => {
    const other = new URL(there().url);
    other.pathname = "/3";
    const redis = await open(String(other));
    await redis.call("SET", "only here", "1", "EX", "60");
    expect(await there().command("EXISTS", "only here")).toBe(0);
    const figures = await redis.figures();
    expect(figures.connectedClients).toBeGreaterThanOrEqual(1);
    expect(figures.usedMemoryHuman).toMatch(/^\d+\.\d\dM$/);
    expect(figures.usedMemoryBytes).toBeGreaterThan(500_000);
  });

  it("CFG-06: a call that the server holds back ends at the time-out", async () => {
    const redis = await open(undefined, undefined, 300);
    await there().command("CLIENT", "PAUSE", "1500", "ALL");
    await expect(redis.call("GET", "x")).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    await there().command("CLIENT", "UNPAUSE");
    await isUp(redis);
  });

  it("RL-11: starts without a server, and finds it when it comes", async () => {
    await there().kill();
    const redis = await open();
    expect(redis.state()).toEqual({ isUp: false, reason: "ECONNREFUSED" });
    await expect(redis.call("PING")).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    await there().start();
    await isUp(redis);
    expect(await redis.call("PING")).toBe("PONG");
  });

  it("RL-11: starts while the server hangs, and finds it when it goes on", async () => {
    there().freeze();
    const redis = await open();
    expect(redis.state().isUp).toBe(false);
    there().thaw();
    await isUp(redis);
  });

  it("RL-11: a server without memory or without the right to write counts as lost", async () => {
    const redis = await open();
    const limiter = createRedisRateLimiter({ redis });
    await there().command("CONFIG", "SET", "maxmemory", "1");
    const windows = [{ limit: 5, seconds: 60 }];
    await expect(limiter.check("key", windows)).rejects.toMatchObject({ status: 503 });
    await vi.waitFor(() => expect(redis.state().isUp).toBe(false), { timeout: 10_000 });
    await there().command("CONFIG", "SET", "maxmemory", "0");
    await isUp(redis);
    expect((await limiter.check("key", windows)).allowed).toBe(true);
  });

  it("P-074: changes of state are told once each, over kill, return, hang and return", async () => {
    const redis = await open();
    const told: boolean[] = [];
    redis.onChange((state) => told.push(state.isUp));
    await there().kill();
    await vi.waitFor(() => expect(told).toEqual([false]), { timeout: 10_000 });
    await there().start();
    await vi.waitFor(() => expect(told).toEqual([false, true]), { timeout: 10_000 });
    there().freeze();
    await vi.waitFor(() => expect(told).toEqual([false, true, false]), { timeout: 10_000 });
    there().thaw();
    await vi.waitFor(() => expect(told).toEqual([false, true, false, true]), { timeout: 10_000 });
  });
});
