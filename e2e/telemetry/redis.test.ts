import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { status } from "../../packages/plinth/src/modules/status/index.ts";
import {
  startRedis,
  startTestApplication,
  type TestApplication,
} from "../../packages/plinth/src/testing/index.ts";

const server = await startRedis();
if ("missing" in server) process.stderr.write(`\nNOT RUN: ${server.missing}\n\n`);

describe.skipIf("missing" in server)("what Redis says of itself", () => {
  let application: TestApplication;
  beforeAll(async () => {
    if ("missing" in server) return;
    application = await startTestApplication({
      modules: [status],
      env: { REDIS_URL: server.url },
    });
  });
  afterAll(async () => {
    await application?.stop();
    if (!("missing" in server)) await server.stop();
  });

  const command = async (name: string, ...values: readonly string[]): Promise<unknown> => {
    if ("missing" in server) throw new Error(server.missing);
    return server.command(name, ...values);
  };
  const figure = async (name: string): Promise<number> => {
    const text = await (await application.fetch("/metrics")).text();
    const line = text.split("\n").find((one) => one.startsWith(`${name} `));
    return Number(line?.slice(name.length + 1));
  };
  const info = async (section: string, field: string): Promise<number> => {
    const text = String(await command("INFO", section));
    return Number(new RegExp(`^${field}:(\\d+)`, "m").exec(text)?.[1]);
  };

  it("OBS-03: hits and misses are those of its own INFO, and rise by what is asked", async () => {
    const before = {
      hits: await info("stats", "keyspace_hits"),
      misses: await info("stats", "keyspace_misses"),
    };
    await command("SET", "telemetry", "1");
    for (let read = 0; read < 7; read += 1) await command("GET", "telemetry");
    for (let read = 0; read < 3; read += 1) await command("GET", "nothing");
    const hits = await info("stats", "keyspace_hits");
    const misses = await info("stats", "keyspace_misses");
    expect([hits - before.hits, misses - before.misses]).toEqual([7, 3]);
    // What is shown is a moment old, and both go on while limits are counted there: what is shown
    // reaches what it said a moment ago, and never passes what it says now.
    const follows = async (name: string, field: string, least: number): Promise<void> => {
      await expect.poll(() => figure(name), { timeout: 15_000 }).toBeGreaterThanOrEqual(least);
      expect(await figure(name)).toBeLessThanOrEqual(await info("stats", field));
    };
    await follows("redis_keyspace_hits_total", "keyspace_hits", hits);
    await follows("redis_keyspace_misses_total", "keyspace_misses", misses);
  });

  it("OBS-03: clients are counted as it counts them, and memory is what it says, to a few buffers", async () => {
    // The connection that asks here is one of them, and gone when the application asks.
    await expect
      .poll(
        async () =>
          (await info("clients", "connected_clients")) -
          1 -
          (await figure("redis_connected_clients")),
      )
      .toBe(0);
    const shown = await figure("redis_used_memory_bytes");
    expect(Math.abs(shown - (await info("memory", "used_memory")))).toBeLessThan(1_048_576);
    await command("SET", "large", "x".repeat(4_194_304));
    await expect
      .poll(async () => (await figure("redis_used_memory_bytes")) - shown)
      .toBeGreaterThan(4_000_000);
    expect(await figure("redis_up")).toBe(1);
  });
});
