import { randomBytes, randomUUID } from "node:crypto";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { createManualClock, Secret } from "../../packages/plinth/src/core/index.ts";
import { createSecureRandom } from "../../packages/plinth/src/crypto/index.ts";
import { route } from "../../packages/plinth/src/http/index.ts";
import { defineModule } from "../../packages/plinth/src/modules/contract/index.ts";
import { status } from "../../packages/plinth/src/modules/status/index.ts";
import { strictObject, Type } from "../../packages/plinth/src/policy/index.ts";
import {
  createLeasedRateLimiter,
  createRedisRateLimiter,
} from "../../packages/plinth/src/services/ratelimit/index.ts";
import { openRedis, type Redis } from "../../packages/plinth/src/store/index.ts";
import { announceSkipped } from "../../packages/plinth/src/testing/postgres.ts";
import { startRedis, withPatience } from "../../packages/plinth/src/testing/redis.ts";
import { startTestApplication } from "../../packages/plinth/src/testing/test-application.ts";

const server = await startRedis();
if ("missing" in server) announceSkipped("leases in Redis", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));

const there = () => {
  if ("missing" in server) throw new Error("no Redis");
  return server;
};
const cleanUps: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

const everyone = { public: true, because: "anyone may call it" } as const;
const responses = { 200: strictObject({ ok: Type.Boolean() }) } as const;
const busy = defineModule({
  name: "busy",
  setup: () => ({}),
  routes: () =>
    [{ lease: 10 }, {}].map((lease) =>
      route.get(
        "lease" in lease ? "/leased" : "/exact",
        {
          access: everyone,
          summary: "Is called often",
          limit: { rule: "100/hour", ...lease },
          responses,
        },
        () => ({ ok: true }),
      ),
    ),
});

/** How often Redis ran a script so far. */
const scriptCalls = async (): Promise<number> => {
  const text = String(await there().command("INFO", "commandstats"));
  const counts = [...text.matchAll(/cmdstat_evalsha?:calls=(\d+)/g)];
  return counts.reduce((sum, [, calls]) => sum + Number(calls), 0);
};

describe.skipIf("missing" in server)("leases over nodes", () => {
  it("RL-10: three nodes admit at most nodes * (lease - 1) more, and ask a tenth as often", async () => {
    const namespace = randomUUID();
    const clock = createManualClock();
    let calls = 0;
    const node = async () => {
      const redis = await openRedis({
        url: new Secret(there().url),
        namespace,
        poolTimeoutMs: 5_000,
        random: createSecureRandom(),
      });
      cleanUps.push(redis.close);
      const patient = withPatience(redis);
      const evaluate: Redis["evaluate"] = (script, keys, values, withinMs, read) => {
        calls += 1;
        return patient.evaluate(script, keys, values, withinMs, read);
      };
      const shared = createRedisRateLimiter({ redis: { ...patient, evaluate }, clock });
      return createLeasedRateLimiter({ shared, clock });
    };
    const nodes = [await node(), await node(), await node()];
    const check = { key: "key", windows: [{ limit: 200, seconds: 60 }], lease: 10 };
    const admitted = async (count: number): Promise<number> => {
      let passed = 0;
      for (let call = 0; call < count; call += 1) {
        const [decision] = (await nodes[call % 3]?.checkAll([check])) ?? [];
        if (decision?.allowed === true) passed += 1;
      }
      return passed;
    };
    expect(await admitted(90)).toBe(90);
    expect(calls).toBe(9);
    clock.advance(59_000);
    const before = await admitted(300);
    expect(before).toBe(110);
    clock.advance(1_000);
    const after = await admitted(300);
    expect(after).toBe(90);
    expect(before + after).toBeLessThanOrEqual(200 + 3 * 9);
  });

  // A machine that stands still for 50 ms has a node answer by its own share (RL-11): counted anew then.
  it("RL-10, RL-12: a route declares a lease: it is announced, bounded, and exact beside it is exact", {
    retry: { count: 2, condition: /answered by its own share/ },
  }, async () => {
    await there().command("FLUSHALL");
    const secret = (): string => randomBytes(48).toString("base64url");
    const env = { REDIS_URL: there().url, SECRET_KEY: secret(), JWT_SECRET_KEY: secret() };
    const start = async () => {
      const app = await startTestApplication({ modules: [busy, status], env });
      cleanUps.push(app.stop);
      return app;
    };
    const nodes = [await start(), await start()];
    /** How many of 160 calls over both nodes passed, and how often Redis was asked for them. */
    const called = async (path: string) => {
      const before = await scriptCalls();
      let passed = 0;
      for (let call = 0; call < 160; call += 1) {
        const answer = await nodes[call % 2]?.fetch(path);
        await answer?.arrayBuffer();
        if (answer?.status === 200) passed += 1;
      }
      const asked = (await scriptCalls()) - before;
      for (const node of nodes) {
        const text = await (await node.fetch("/metrics")).text();
        expect(text).toContain("rate_limit_fallbacks_total");
        if (/^rate_limit_fallbacks_total\{.*\} [1-9]/m.test(text)) {
          throw new Error("a node answered by its own share");
        }
      }
      return { passed, asked };
    };
    const announced = (await nodes[0]?.fetch("/leased"))?.headers.get("ratelimit-policy");
    expect(announced).toBe('"GET /leased";q=100;w=3600;plinth-lease=10');
    const leased = await called("/leased");
    // About ten batches; what is refused then is not asked for again but once in a second.
    expect(leased.asked).toBeLessThan(60);
    expect(1 + leased.passed).toBeGreaterThanOrEqual(100 - 9);
    expect(1 + leased.passed).toBeLessThanOrEqual(100 + 2 * 9);
    expect(await called("/exact")).toEqual({ passed: 100, asked: 160 });
  });
});
