import type { HealthChange } from "#core";
import type { Platform } from "#modules/contract";
import type { Observation } from "./history/timeline.ts";
import type { Health } from "./schema.ts";

type Counts = ReturnType<Platform["store"]["stats"]>;

/** Percent with one decimal as a ratio with three. */
const ratio = (percent: number): number => Math.round(percent * 10) / 1_000;

/**
 * Adds the series of the machine and of the database (OBS-01, OBS-04). The result brings the gauges
 * up to a health reading; counters follow the store by themselves.
 */
export const registerStatusMetrics = (
  metrics: Platform["metrics"],
  counts: () => Counts,
): ((health: Required<Health>) => void) => {
  const gauge = (name: string, help: string) => metrics.gauge({ name, help }).child();
  const counter = (name: string, help: string) => metrics.counter({ name, help }).child();

  const cpu = gauge("system_cpu_usage_ratio", "Busy share of all cores over the last seconds.");
  const memory = gauge("system_memory_usage_ratio", "Share of memory that is not available.");
  const disk = gauge("system_disk_usage_ratio", "Used share of the data directory's file system.");
  const up = gauge("database_up", "1 when the database answered the last test, else 0.");
  const connections = metrics.gauge({
    name: "database_connections",
    help: "Connections to the database by state.",
    labels: ["state"],
  });
  const idle = connections.child({ state: "idle" });
  const busy = connections.child({ state: "busy" });
  const overflow = connections.child({ state: "overflow" });

  const totals = {
    queries: counter("database_queries_total", "Statements sent to the database."),
    transactions: counter("database_transactions_total", "Transactions committed."),
    failures: counter("database_failures_total", "Statements and transactions that failed."),
    slowQueries: counter("database_slow_queries_total", "Statements that took too long."),
    retries: counter("database_retries_total", "Transactions run again after a collision."),
    longHolds: counter("database_long_holds_total", "Transactions that held on for too long."),
    flushes: counter("database_flushes_total", "Commits that reached the disk (embedded)."),
  };
  metrics.onCollect(() => {
    const now = counts();
    for (const [name, child] of Object.entries(totals)) {
      child.mirror(now[name as keyof typeof totals]);
    }
  });

  return ({ system, database }) => {
    cpu.set(ratio(system.cpu_percent));
    memory.set(ratio(system.memory_percent));
    disk.set(system.disk_percent === null ? Number.NaN : ratio(system.disk_percent));
    up.set(database.status === "healthy" ? 1 : 0);
    idle.set(database.pool_status.checked_in);
    busy.set(database.pool_status.checked_out);
    overflow.set(database.pool_status.overflow);
  };
};

/** Adds the series of the background checks (HLT-08); parts are as many as there are modules. */
export const registerHistoryMetrics = (metrics: Platform["metrics"]) => {
  const state = metrics.gauge({
    name: "health_component_up",
    help: "1 when the last background check found the part working, degraded included, else 0.",
    labels: ["component"],
  });
  const checks = metrics
    .counter({ name: "health_checks_total", help: "Background checks of all parts." })
    .child();
  const changes = metrics.counter({
    name: "health_changes_total",
    help: "Changes of a part's state that background checks found.",
    labels: ["component", "to"],
  });
  return {
    checked: (found: readonly Observation[]): void => {
      checks.inc();
      for (const { component, state: now } of found) {
        state.child({ component }).set(now === "ok" || now === "degraded" ? 1 : 0);
      }
    },
    changed: ({ component, to }: HealthChange): void => changes.child({ component, to }).inc(),
  };
};
