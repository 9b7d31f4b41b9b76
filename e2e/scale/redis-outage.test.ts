import { readFileSync } from "node:fs";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import type { SecurityEvent } from "../../packages/plinth/src/core/index.ts";
import { defineModule, route, strictObject, Type } from "../../packages/plinth/src/index.ts";
import { dependencies } from "../../packages/plinth/src/modules/dependencies/index.ts";
import { status } from "../../packages/plinth/src/modules/status/index.ts";
import {
  announceSkipped,
  startTestApplication,
  type TestApplication,
} from "../../packages/plinth/src/testing/index.ts";
import { startRedis } from "../../packages/plinth/src/testing/redis.ts";

const server = await startRedis();
if ("missing" in server) announceSkipped("outages of Redis", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));
const there = () => {
  if ("missing" in server) throw new Error("no Redis");
  return server;
};

const LIMIT = 30;
const everyone = { public: true, because: "the test calls it without an account" } as const;
const modes = ["local", "deny", "allow"] as const;
/** One route for each answer to an outage. */
const guarded = defineModule({
  name: "guarded",
  setup: () => ({}),
  routes: () =>
    modes.map((mode) =>
      route.get(
        `/api/v1/${mode}`,
        {
          access: everyone,
          summary: `Answers; without Redis ${mode}`,
          limit: `${LIMIT}/minute`,
          responses: { 200: strictObject({ ok: Type.Boolean() }) },
          onStoreDown: mode,
        },
        () => ({ ok: true }),
      ),
    ),
});

/** The statuses that docs/guide/scale-out.md promises for a mode while Redis is out of reach. */
const documented = (mode: string): readonly number[] => {
  const guide = readFileSync(new URL("../../docs/guide/scale-out.md", import.meta.url), "utf8");
  const row = new RegExp(`^\\| \`${mode}\` \\|.*\\|([0-9, ]+)\\|$`, "m").exec(guide);
  return (row?.[1] ?? "").split(",").map(Number);
};

const open: TestApplication[] = [];
const start = async (): Promise<TestApplication & { readonly heard: SecurityEvent[] }> => {
  const application = await startTestApplication({
    modules: [status, dependencies, guarded],
    env: { REDIS_URL: there().url, RATE_LIMIT_NODES: "3" },
  });
  open.push(application);
  const heard: SecurityEvent[] = [];
  application.events.on("security", (event) => heard.push(event));
  return { ...application, heard };
};
afterEach(async () => {
  if (!("missing" in server)) server.thaw();
  await Promise.all(open.splice(0).map((application) => application.stop()));
  if (!("missing" in server)) await server.command("FLUSHALL");
});

type Mode = (typeof modes)[number];
const call = async (application: TestApplication, mode: Mode): Promise<number> => {
  const answer = await application.fetch(`/api/v1/${mode}`);
  await answer.arrayBuffer();
  return answer.status;
};
const burst = async (application: TestApplication, mode: Mode, count: number) => {
  const calls = Array.from({ length: count }, () => call(application, mode));
  const groups = Map.groupBy(await Promise.all(calls), (code) => code);
  return Object.fromEntries([...groups].map(([code, list]) => [code, list.length]));
};
const fallbacksOf = async (application: TestApplication): Promise<string> =>
  (await (await application.fetch("/metrics")).text())
    .split("\n")
    .filter((line) => line.startsWith("rate_limit_fallbacks_total"))
    .join();

/** A burst that Redis decided as a whole; where this machine kept it waiting, another one. */
const sharedBurst = async (application: TestApplication, mode: Mode, count: number) => {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await there().command("FLUSHALL");
    const before = await fallbacksOf(application);
    const result = await burst(application, mode, count);
    if ((await fallbacksOf(application)) === before) return result;
  }
  throw new Error("this machine is too busy: no burst was decided by Redis alone");
};

interface Health {
  readonly status: string;
  readonly redis: Readonly<Record<string, unknown>>;
}
const health = async (application: TestApplication): Promise<Health> =>
  (await (await application.fetch("/health")).json()) as Health;
const isConnected = (application: TestApplication, expected: boolean) =>
  vi.waitFor(
    async () => expect((await health(application)).redis["redis_connected"]).toBe(expected),
    { timeout: 15_000, interval: 100 },
  );

describe.skipIf("missing" in server)("Redis is lost and comes back", () => {
  it("RL-11, HLT-05, HLT-07: each route answers as declared, and all is as before without restart", async () => {
    const application = await start();
    expect(await health(application)).toMatchObject({
      status: "healthy",
      redis: { redis_connected: true, redis_memory_used: expect.stringMatching(/^\d/) },
    });
    for (const mode of modes) expect(await sharedBurst(application, mode, 5)).toEqual({ 200: 5 });
    await there().kill();
    await isConnected(application, false);
    expect(await health(application)).toMatchObject({
      status: "degraded",
      redis: { redis_memory_used: "unknown", redis_connected_clients: 0 },
    });
    const ready = await application.fetch("/ready");
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { ready: true, checks: { redis: "degraded" } },
    ]);
    // RES-01, RES-03: listed among what the service depends on, and told to everyone.
    expect(ready.headers.get("degraded")).toBe("redis;mode=degraded");
    const told = await application.fetch("/api/v1/degradation");
    expect(await told.json()).toMatchObject({ capabilities: [{ name: "redis", title: "Redis" }] });
    const open = await (await application.fetch("/metrics")).text();
    expect(open).toMatch(/^dependency_breaker_state\{dependency="redis"\} 2$/m);
    expect(await burst(application, "local", 40)).toEqual({ 200: LIMIT / 3, 429: 30 });
    expect(await burst(application, "deny", 40)).toEqual({ 503: 40 });
    expect(await burst(application, "allow", 40)).toEqual({ 200: 40 });
    expect(modes.map(documented)).toEqual([[200, 429], [503], [200]]);
    const refused = await application.fetch("/api/v1/deny");
    expect(refused.headers.get("retry-after")).toBe("2");
    expect(await refused.json()).toMatchObject({ code: "SERVICE_UNAVAILABLE" });

    await there().start();
    await isConnected(application, true);
    expect((await health(application)).status).toBe("healthy");
    for (const mode of modes) {
      expect(await sharedBurst(application, mode, 40)).toEqual({ 200: LIMIT, 429: 10 });
    }
    // Once for each change: a machine that stands still for a moment may add a pair.
    const heard = application.heard
      .map(({ name }) => name)
      .filter((name) => /^limits\./.test(name));
    const pair = ["limits.degraded", "limits.restored"];
    expect(heard).toEqual(Array.from({ length: heard.length / 2 }, () => pair).flat());
    expect(heard.length).toBeGreaterThanOrEqual(2);
    const text = await (await application.fetch("/metrics")).text();
    expect(text).toMatch(/^redis_up 1$/m);
    expect(text).toMatch(/^dependency_breaker_state\{dependency="redis"\} 0$/m);
    expect(text).toMatch(/^rate_limit_fallbacks_total\{mode="allow"\} [4-9]\d$/m);
    expect(text).toMatch(/^redis_used_memory_bytes [1-9]\d{5,}$/m);
  });

  it.each(["kill", "freeze"] as const)(
    "P-074: under load, %s and return: every call is answered as declared, none by a fault",
    async (how) => {
      const application = await start();
      const seen: Record<Mode, Set<number>> = {
        local: new Set(),
        deny: new Set(),
        allow: new Set(),
      };
      let isOver = false;
      let answered = 0;
      const caller = async (mode: Mode): Promise<void> => {
        while (!isOver) {
          seen[mode].add(await call(application, mode));
          answered += 1;
        }
      };
      const callers = modes.flatMap((mode) => [caller(mode), caller(mode), caller(mode)]);
      const moreAnswers = async (count: number): Promise<void> => {
        const from = answered;
        await vi.waitFor(() => expect(answered).toBeGreaterThan(from + count), { timeout: 20_000 });
      };
      await moreAnswers(100);
      if (how === "kill") await there().kill();
      else there().freeze();
      await moreAnswers(200);
      await isConnected(application, false);
      await moreAnswers(100);
      if (how === "kill") await there().start();
      else there().thaw();
      await isConnected(application, true);
      await moreAnswers(100);
      isOver = true;
      await Promise.all(callers);
      for (const mode of modes) {
        const expected = new Set([200, 429, ...documented(mode)]);
        expect([...seen[mode]].toSorted()).toEqual([...expected].toSorted());
      }
    },
  );

  it("RL-11: starts degraded without Redis, answers, and recovers when it comes", async () => {
    await there().kill();
    const application = await start();
    expect((await health(application)).status).toBe("degraded");
    expect(await burst(application, "local", 12)).toEqual({ 200: 10, 429: 2 });
    await there().start();
    await isConnected(application, true);
    expect(await sharedBurst(application, "local", 31)).toEqual({ 200: 30, 429: 1 });
  });
});
