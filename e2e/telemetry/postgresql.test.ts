import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type MetricsHistoryService,
  metricsHistory,
} from "../../packages/plinth/src/modules/metrics-history/index.ts";
import { status } from "../../packages/plinth/src/modules/status/index.ts";
import { sql } from "../../packages/plinth/src/store/index.ts";
import {
  startPostgres,
  startTestApplication,
  type TestApplication,
} from "../../packages/plinth/src/testing/index.ts";

const server = await startPostgres();
if ("missing" in server) process.stderr.write(`\nNOT RUN: ${server.missing}\n\n`);

describe.skipIf("missing" in server)("what PostgreSQL says of itself", () => {
  let application: TestApplication;
  beforeAll(async () => {
    if ("missing" in server) return;
    application = await startTestApplication({
      modules: [status, metricsHistory],
      env: { DATABASE_URL: await server.createDatabase() },
    });
  });
  afterAll(async () => {
    await application?.stop();
    if (!("missing" in server)) await server.stop();
  });

  const figure = async (name: string): Promise<number> => {
    const text = await (await application.fetch("/metrics")).text();
    const line = text.split("\n").find((one) => one.startsWith(`${name} `));
    return Number(line?.slice(name.length + 1));
  };
  const ask = async (query: ReturnType<typeof sql<{ value: number }>>): Promise<number> =>
    (await query.execute(application.store.read())).rows[0]?.value ?? Number.NaN;

  it("OBS-03: connections, locks and transactions are those of its own views", async () => {
    expect(await figure("postgresql_max_connections")).toBe(
      await ask(sql`select current_setting('max_connections')::float8 as value`),
    );
    // Views are a little behind, and looking is a transaction too.
    const before = await ask(
      sql`select xact_commit::float8 as value from pg_stat_database where datname = current_database()`,
    );
    const shown = await figure('postgresql_transactions_total{outcome="committed"}');
    expect(shown).toBeGreaterThanOrEqual(before);
    expect(shown - before).toBeLessThan(200);
    expect(await figure('postgresql_connections{state="active"}')).toBeGreaterThanOrEqual(1);
    expect(await figure('postgresql_locks{state="held"}')).toBeGreaterThanOrEqual(1);
    expect(await figure('postgresql_locks{state="waiting"}')).toBe(0);
    expect(await figure("postgresql_replication_lag_seconds")).toBeNaN();
    expect(await figure("postgresql_standbys")).toBe(0);
    expect(await figure("metrics_collect_failures_total")).toBe(0);
  });

  it("OBS-03: who waits for a lock is counted while it waits, as its views do", async () => {
    const waiting = sql<{
      value: number;
    }>`select count(*)::float8 as value from pg_locks where not granted`;
    const { store } = application;
    const held = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const holder = store.transaction(async (tx) => {
      await sql`select pg_advisory_xact_lock(4711)`.execute(tx);
      held.resolve();
      await released.promise;
    });
    await held.promise;
    const waiter = store.transaction(async (tx) => {
      await sql`select pg_advisory_xact_lock(4711)`.execute(tx);
    });
    try {
      await expect.poll(() => ask(waiting)).toBe(1);
      await expect.poll(() => figure('postgresql_locks{state="waiting"}')).toBe(1);
      const idle = sql<{ value: number }>`
        select count(*)::float8 as value from pg_stat_activity
        where datname = current_database() and state like 'idle in transaction%'`;
      expect(await figure('postgresql_connections{state="idle_in_transaction"}')).toBe(
        await ask(idle),
      );
    } finally {
      released.resolve();
      await Promise.all([holder, waiter]);
    }
    await expect.poll(() => figure('postgresql_locks{state="waiting"}')).toBe(0);
  });

  it("OBS-12: the past is kept there as well, and what the server counted before is no news", async () => {
    const service = application.modules.service("metrics-history") as MetricsHistoryService;
    await service.keeper.tick();
    await service.keeper.tick();
    const families = (await service.families()).map(({ name }) => name);
    expect(families).toContain("postgresql_connections");
    const from = Date.now() - 60_000;
    const question = { name: "postgresql_connections", by: "state", from, to: Date.now() + 60_000 };
    expect((await service.ask(question)).lines.map(({ label }) => label)).toContain("active");
    expect(await figure("metrics_history_faults_total")).toBe(0);
    expect(await figure("metrics_history_writes_total")).toBeGreaterThanOrEqual(2);
  });
});
