import type { Platform } from "#modules/contract";
import type { PostgresqlFigures, PostgresqlRepository } from "./postgresql-repository.ts";

/**
 * Adds what the PostgreSQL server counts itself (OBS-03), read at every scrape: the same figures on
 * all nodes. The result stops it.
 */
export const registerPostgresqlMetrics = (
  metrics: Platform["metrics"],
  repository: PostgresqlRepository,
): (() => void) => {
  const scope = "shared" as const;
  const gauge = (name: string, help: string) => metrics.gauge({ name, help, scope }).child();
  const counter = (name: string, help: string) => metrics.counter({ name, help, scope }).child();
  const connections = metrics.gauge({
    name: "postgresql_connections",
    help: "Connections to this database, by what they do, as the server counts them.",
    labels: ["state"],
    scope,
  });
  const states = {
    active: connections.child({ state: "active" }),
    idle: connections.child({ state: "idle" }),
    idleInTransaction: connections.child({ state: "idle_in_transaction" }),
    other: connections.child({ state: "other" }),
  };
  const transactions = metrics.counter({
    name: "postgresql_transactions_total",
    help: "Transactions of this database since its statistics began, by how they ended.",
    labels: ["outcome"],
    scope,
  });
  const committed = transactions.child({ outcome: "committed" });
  const rolledBack = transactions.child({ outcome: "rolled_back" });
  const locks = metrics.gauge({
    name: "postgresql_locks",
    help: "Locks that are held, or waited for, on the server.",
    labels: ["state"],
    scope,
  });
  const held = locks.child({ state: "held" });
  const waiting = locks.child({ state: "waiting" });
  const most = gauge("postgresql_max_connections", "Connections that the server allows.");
  const deadlocks = counter("postgresql_deadlocks_total", "Deadlocks that the server ended.");
  const read = counter("postgresql_blocks_read_total", "Blocks that were not in its buffers.");
  const hit = counter("postgresql_blocks_hit_total", "Blocks that were found in its buffers.");
  const temporary = counter("postgresql_temporary_bytes_total", "Bytes in temporary files.");
  const standby = gauge("postgresql_is_standby", "1 where the server only replays, else 0.");
  const standbys = gauge("postgresql_standbys", "Standbys that follow this server now.");
  const lag = gauge(
    "postgresql_replication_lag_seconds",
    "How far the slowest standby is behind; NaN where there is none.",
  );

  const show = (figures: PostgresqlFigures): void => {
    for (const [state, child] of Object.entries(states)) {
      child.set(figures.connections[state as keyof typeof states]);
    }
    committed.mirror(figures.committed);
    rolledBack.mirror(figures.rolledBack);
    held.set(figures.locksGranted);
    waiting.set(figures.locksWaiting);
    most.set(figures.maxConnections);
    deadlocks.mirror(figures.deadlocks);
    read.mirror(figures.blocksRead);
    hit.mirror(figures.blocksHit);
    temporary.mirror(figures.temporaryBytes);
    standby.set(figures.isStandby);
    standbys.set(figures.standbys);
    lag.set(figures.lagSeconds ?? Number.NaN);
  };
  return metrics.onRefresh(async () => {
    const figures = await repository.figures();
    if (figures !== undefined) show(figures);
  });
};
