import { expect, test } from "vitest";
import { createManualClock } from "#core";
import { createStatus, type StatusParts } from "./service.ts";

const world = () => {
  const clock = createManualClock();
  const asked = { database: 0, modules: 0, migrations: 0, load: 0 };
  const state = { up: true, draining: false, pending: [] as string[], total: 0 };
  const database: StatusParts["database"] = async () => {
    asked.database += 1;
    return {
      status: state.up ? "healthy" : "unhealthy",
      poolStatus: { size: 2, checkedOut: 0, checkedIn: 2, overflow: 0 },
      connectionTest: state.up ? "passed" : "failed",
    };
  };
  const status = createStatus({
    clock,
    application: {
      version: "0.1.0",
      totals: () => ({ total: state.total, averageSeconds: 0.0451234567, slow: 0, inFlight: 0 }),
      isDraining: () => state.draining,
      pendingMigrations: async () => {
        asked.migrations += 1;
        return state.pending;
      },
      moduleHealth: async () => {
        asked.modules += 1;
        return {};
      },
    },
    environment: "test",
    database,
    load: {
      read: async () => {
        asked.load += 1;
        return { cpu_percent: 1, memory_percent: 2, disk_percent: 3 };
      },
      close: () => undefined,
    },
    isLogging: () => true,
    isMonitoring: () => true,
  });
  return { clock, asked, state, status };
};

test("RL-15, HLT-03: 1,000 questions within a second reach each dependency once", async () => {
  const { asked, status } = world();
  await Promise.all(Array.from({ length: 500 }, () => status.health()));
  await Promise.all(Array.from({ length: 500 }, () => status.readiness()));
  expect(asked).toEqual({ database: 1, modules: 1, migrations: 1, load: 1 });
});

test("HLT-03: a reading is at most a second old; the time stamp is the time of the answer", async () => {
  const { clock, state, status } = world();
  expect((await status.health()).status).toBe("healthy");
  state.up = false;
  clock.advance(999);
  const kept = await status.health();
  expect(kept.database.connection_test).toBe("passed");
  expect(kept.timestamp).toBe(new Date(clock.now()).toISOString());
  clock.advance(1);
  const fresh = await status.health();
  expect(fresh.database).toMatchObject({ status: "unhealthy", connection_test: "failed" });
  expect(fresh.status).toBe("unhealthy");
});

test("HLT-03: a clock that is set back keeps no reading alive", async () => {
  const { clock, state, status } = world();
  await status.health();
  state.up = false;
  clock.set(0);
  expect((await status.health()).status).toBe("unhealthy");
});

test("HLT-06: request counts are read at every call, in seconds with six decimals", async () => {
  const { state, status } = world();
  await status.health();
  state.total = 3;
  const { performance } = await status.health();
  expect(performance).toEqual({
    total_requests: 3,
    avg_response_time: 0.045123,
    slow_requests: 0,
  });
});

test("P-057: draining is seen at once, whatever is cached", async () => {
  const { state, status } = world();
  expect((await status.readiness()).ready).toBe(true);
  state.draining = true;
  const { ready, failed } = await status.readiness();
  expect(ready).toBe(false);
  expect(failed).toEqual(["accepting requests"]);
});

test("P-057: ready again once migrations have run", async () => {
  const { clock, state, status } = world();
  state.pending = ["accounts/0001-create"];
  expect((await status.readiness()).failed).toEqual(["migrations"]);
  state.pending = [];
  clock.advance(1_000);
  expect((await status.readiness()).ready).toBe(true);
});
