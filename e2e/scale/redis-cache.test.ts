import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import {
  createIdGenerator,
  monotonicClock,
  Secret,
  systemClock,
  systemTimer,
} from "../../packages/plinth/src/core/index.ts";
import { createSecureRandom } from "../../packages/plinth/src/crypto/index.ts";
import { defineModule } from "../../packages/plinth/src/index.ts";
import { createRedisBroadcast } from "../../packages/plinth/src/services/broadcast/index.ts";
import {
  type Cache,
  type CacheManager,
  createCacheManager,
  createRedisTier,
  sharedTierConformance,
} from "../../packages/plinth/src/services/cache/index.ts";
import { openRedis, type Redis } from "../../packages/plinth/src/store/index.ts";
import { announceSkipped, startTestApplication } from "../../packages/plinth/src/testing/index.ts";
import { startRedis, withPatience } from "../../packages/plinth/src/testing/redis.ts";

const server = await startRedis();
if ("missing" in server) announceSkipped("the cache in Redis", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));
const there = () => {
  if ("missing" in server) throw new Error("no Redis");
  return server;
};

const random = createSecureRandom();
const newId = createIdGenerator(systemClock, random);
const opened: { readonly close: () => unknown }[] = [];
afterEach(async () => {
  if (!("missing" in server)) server.thaw();
  for (const one of opened.splice(0).reverse()) await one.close();
});

const open = async (namespace: string): Promise<Redis> => {
  const url = new Secret(there().url);
  const redis = await openRedis({ url, namespace, poolTimeoutMs: 5_000, random });
  opened.push(redis);
  return withPatience(redis);
};

const createNode = async (namespace: string) => {
  const redis = await open(namespace);
  const broadcast = createRedisBroadcast({ redis, newId });
  const manager: CacheManager = createCacheManager({
    clock: monotonicClock,
    startTimer: systemTimer,
    broadcast,
    sharedTier: (name, leaseMs) => createRedisTier({ redis, random, name, leaseMs }),
    link: {
      isUp: () => redis.state().isUp,
      onUp: (listener) => redis.onChange(({ isUp }) => (isUp ? listener() : undefined)),
    },
    onFault: () => undefined,
  });
  opened.push(broadcast, manager);
  const cache = manager.declare<string>({ name: "things", strategy: "hot", isShared: true });
  return { redis, manager, cache };
};

/** Resolves once the other node hears what this one drops: a subscription that begins later clears its memory. */
const hears = (here: Cache<string>, other: Cache<string>) =>
  vi.waitFor(async () => {
    await other.set("probe", "x");
    await here.invalidate("probe");
    await vi.waitFor(() => expect(other.peek("probe")).toBeUndefined(), { timeout: 100 });
  }, 10_000);

const never = (): Promise<string> => Promise.reject(new Error("computed although it is kept"));

/** Whatever the node has in its memory is what `expected` says, soon. */
const becomes = (cache: Cache<string>, key: string, expected: string | undefined) =>
  vi.waitFor(() => expect(cache.peek(key)).toBe(expected), { timeout: 10_000, interval: 10 });

describe.skipIf("missing" in server)("the cache in Redis", () => {
  for (const { name, run } of sharedTierConformance) {
    it(`conformance: ${name}`, async () => {
      const redis = await open(randomUUID());
      await run({
        tier: createRedisTier({ redis, random, name: "test", leaseMs: 60_000 }),
        brief: createRedisTier({ redis, random, name: "brief", leaseMs: 80 }),
        pass: (milliseconds) => pause(milliseconds),
      });
    });
  }

  it("CACHE-01: the second read is a hit, on the other node too, and the TTL is visible in Redis", async () => {
    const namespace = randomUUID();
    const [a, b] = [await createNode(namespace), await createNode(namespace)];
    expect(await a.cache.wrap("key", () => "value", { tags: ["tag"] })).toBe("value");
    expect(await a.cache.wrap("key", never)).toBe("value");
    expect(await b.cache.wrap("key", never, { tags: ["tag"] })).toBe("value");
    expect(b.manager.figures()).toMatchObject([{ computed: 0, sharedHits: 1 }]);
    const keys = (await there().command("KEYS", `${namespace}:{cache}:*`)) as string[];
    expect(keys.length).toBe(3);
    for (const key of keys) {
      const life = Number(await there().command("PTTL", key));
      expect(life, key).toBeGreaterThan(50_000);
      if (key.includes(":entry:")) expect(life, key).toBeLessThanOrEqual(60_000);
    }
  });

  it("CACHE-03, P-095: an update on node A is read on node B within a second; the rest stays", async () => {
    const namespace = randomUUID();
    const [a, b] = [await createNode(namespace), await createNode(namespace)];
    const drops = [
      () => a.cache.invalidate("key"),
      () => a.cache.invalidateTag("tag"),
      () => a.cache.invalidatePattern("k*"),
      () => a.cache.set("key", "new"),
    ];
    await b.cache.wrap("other", () => "stays");
    await hears(a.cache, b.cache);
    for (const drop of drops) {
      await a.cache.invalidateTag("tag");
      await b.cache.invalidate("key");
      await b.cache.wrap("key", () => "old", { tags: ["tag"] });
      const begun = performance.now();
      await drop();
      await vi.waitFor(() => expect(b.cache.peek("key")).toBeUndefined(), {
        timeout: 1_000,
        interval: 5,
      });
      expect(await b.cache.wrap("key", () => "new", { tags: ["tag"] })).toBe("new");
      expect(performance.now() - begun).toBeLessThan(1_000);
    }
    expect(b.cache.peek("other")).toBe("stays");
  });

  it("CACHE-01, P-095: without Redis a node hits its memory; what it dropped meanwhile is gone on all", async () => {
    const namespace = randomUUID();
    const [a, b] = [await createNode(namespace), await createNode(namespace)];
    await hears(a.cache, b.cache);
    await hears(b.cache, a.cache);
    await a.cache.wrap("key", () => "old");
    await b.cache.wrap("key", () => "old");
    await there().kill();
    await vi.waitFor(() => expect(a.redis.state().isUp).toBe(false), 10_000);
    expect(await a.cache.wrap("key", never)).toBe("old");
    await a.cache.invalidate("key");
    expect(await a.cache.wrap("key", () => "new")).toBe("new");
    expect(await a.cache.wrap("key", never)).toBe("new");
    await there().start();
    await becomes(b.cache, "key", undefined);
    await vi.waitFor(() => expect(a.redis.state().isUp).toBe(true), 10_000);
    expect(await b.cache.wrap("key", () => "new")).toBe("new");
  });

  it("CACHE-01: an application with REDIS_URL shares what says so, and keeps the rest to itself", async () => {
    const caches: Cache<string>[] = [];
    const keeping = defineModule({
      name: "keeping",
      setup: ({ cache }) => {
        for (const name of ["shared", "own"]) {
          caches.push(cache.declare({ name, strategy: "warm", isShared: name === "shared" }));
        }
        return {};
      },
    });
    const application = await startTestApplication({
      modules: [keeping],
      env: { REDIS_URL: there().url },
    });
    opened.push({ close: application.stop });
    for (const cache of caches) {
      await cache.wrap("key", () => "value");
      expect(await cache.wrap("key", never)).toBe("value");
    }
    const entries = (await there().command("KEYS", "plinth:*{cache}:*:entry:*")) as string[];
    expect(entries).toEqual([expect.stringContaining(":{cache}:shared:entry:")]);
    const life = Number(await there().command("PTTL", entries[0] ?? ""));
    expect(life).toBeGreaterThan(290_000);
    expect(life).toBeLessThanOrEqual(300_000);
  });

  it("P-094: keys and tags that are no text in UTF-8 are not shared, and so never mixed up", async () => {
    const namespace = randomUUID();
    const redis = await open(namespace);
    const tier = createRedisTier({ redis, random, name: "test", leaseMs: 1_000 });
    const item = { text: "somebody's", freshMs: 10_000, tags: [] };
    await tier.write("owner\u0000\ud800", item);
    await tier.write("k".repeat(5_000), item);
    await tier.write("large", { ...item, text: "x".repeat(1_048_577) });
    const nothing = { found: undefined, lease: undefined };
    expect(await tier.read("owner\u0000\ud801", [])).toEqual(nothing);
    expect(await tier.read("owner\u0000\ufffd", [])).toMatchObject({ found: undefined });
    expect((await tier.read("large", [])).found).toBeUndefined();
    // A tag that was thrown away for want of memory takes its entries along.
    await tier.write("tagged", { ...item, tags: ["tag"] });
    const tags = (await there().command("KEYS", `${namespace}:*:tag:*tag`)) as string[];
    await there().command("DEL", ...tags);
    expect((await tier.read("tagged", ["tag"])).found).toBeUndefined();
  });
});
