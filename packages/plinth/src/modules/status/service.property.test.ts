import fc from "fast-check";
import { expect, test } from "vitest";
import { createManualClock } from "#core";
import type { HealthReport } from "#modules/contract";
import { type CheckState, createStatus, type StatusParts } from "./service.ts";

/** How a dependency behaves when it is asked. */
type Way = "up" | "down" | "rejects" | "hangs";

const never = () => new Promise<never>(() => undefined);
const refused = () => Promise.reject(new Error("connection refused"));

const databaseIn = (way: Way): StatusParts["database"] => {
  const pool = { size: 20, checkedOut: 2, checkedIn: 18, overflow: 0 };
  if (way === "rejects") return refused;
  if (way === "hangs") return never;
  return async () => ({
    status: way === "up" ? "healthy" : "unhealthy",
    poolStatus: pool,
    connectionTest: way === "up" ? "passed" : "failed",
  });
};

const redisIn = (way: Way) => {
  if (way === "rejects") return refused;
  if (way === "hangs") return never;
  return async () => ({
    redis_connected: way === "up",
    redis_memory_used: way === "up" ? "2.5MB" : "unknown",
    redis_connected_clients: way === "up" ? 5 : 0,
  });
};

const way = fc.constantFrom<Way[]>("up", "down", "rejects", "hangs");
const world = fc.record({
  database: way,
  redis: fc.option(way, { nil: undefined }),
  pending: fc.oneof(
    fc.array(fc.constantFrom("0001-a", "0002-b"), { maxLength: 2 }),
    fc.constant("rejects" as const),
  ),
  modules: fc.oneof(
    fc.dictionary(
      fc.constantFrom("mail", "billing", "search"),
      fc.record({ healthy: fc.boolean(), required: fc.boolean() }),
    ),
    fc.constant("hangs" as const),
  ),
  draining: fc.boolean(),
  logging: fc.boolean(),
  monitoring: fc.boolean(),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

const statusOf = (given: World) =>
  createStatus({
    clock: createManualClock(),
    application: {
      version: "1.2.3",
      totals: () => ({ total: 1250, averageSeconds: 0.045, slow: 3, inFlight: 1 }),
      isDraining: () => given.draining,
      pendingMigrations: () =>
        given.pending === "rejects" ? refused() : Promise.resolve(given.pending),
      moduleHealth: () =>
        given.modules === "hangs"
          ? never()
          : Promise.resolve(given.modules as Record<string, HealthReport>),
    },
    environment: "production",
    database: databaseIn(given.database),
    ...(given.redis === undefined ? {} : { redis: redisIn(given.redis) }),
    load: {
      read: async () => ({ cpu_percent: 15.2, memory_percent: 45.8, disk_percent: 23.1 }),
      close: () => undefined,
    },
    isLogging: () => given.logging,
    isMonitoring: () => given.monitoring,
    probeTimeoutMs: 1,
  });

/** What must be, worked out from the world and not from the code under test. */
const expectedFailures = (given: World): string[] => {
  const failed: string[] = [];
  const isDatabaseUp = given.database === "up";
  if (!isDatabaseUp) failed.push("database");
  const isBehind = Array.isArray(given.pending) && given.pending.length > 0;
  if (isBehind || (given.pending === "rejects" && isDatabaseUp)) failed.push("migrations");
  if (given.modules === "hangs") failed.push("modules");
  else {
    for (const [name, { healthy, required }] of Object.entries(given.modules)) {
      if (!healthy && required) failed.push(name);
    }
  }
  if (given.draining) failed.push("accepting requests");
  return failed.toSorted();
};

const isSomethingOptionalDown = (given: World): boolean =>
  (given.redis !== undefined && given.redis !== "up") ||
  (given.modules !== "hangs" &&
    Object.values(given.modules).some(({ healthy, required }) => !healthy && !required));

test("P-031: for any subset of dependencies up or down every field of /health is true", async () => {
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      const health = await statusOf(given).health();
      const up = given.database === "up";
      const redisUp = given.redis === "up";
      const broken = expectedFailures(given).filter((name) => name !== "accepting requests");
      const degraded = isSomethingOptionalDown(given);
      const expected = broken.length > 0 ? "unhealthy" : degraded ? "degraded" : "healthy";
      expect(health.status).toBe(expected);
      expect(health.database.status).toBe(up ? "healthy" : "unhealthy");
      expect(health.database.connection_test).toBe(up ? "passed" : "failed");
      expect(health.redis.redis_connected).toBe(redisUp);
      expect(health.redis.redis_connected_clients).toBe(redisUp ? 5 : 0);
      expect(health.redis.redis_memory_used).toBe(
        given.redis === undefined ? "not configured" : redisUp ? "2.5MB" : "unknown",
      );
      expect(health.security).toEqual({
        logging_enabled: given.logging,
        security_monitoring: given.monitoring,
      });
    }),
  );
});

test("P-057: /ready says yes exactly when no required part, migration or drain says no", async () => {
  await fc.assert(
    fc.asyncProperty(world, async (given) => {
      const { ready, failed, checks } = await statusOf(given).readiness();
      expect([...failed].toSorted()).toEqual(expectedFailures(given));
      expect(ready).toBe(failed.length === 0);
      const states = new Set<CheckState>(Object.values(checks));
      expect(states.has("failed")).toBe(!ready);
    }),
  );
});
