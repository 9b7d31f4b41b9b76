import type { StatementOutcome, Store, StoreOptions } from "#store";
import type { HistogramChild, Metrics } from "#telemetry";

/** From half a millisecond, which an embedded read beats, to what no page waits for; in seconds. */
const BUCKETS = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 1, 5];
/** Operations times tables; all beyond count as "overflow". */
const MAX_NAMES = 300;

/**
 * Adds what waits for the database, and how far a replica is behind (SCALE-04); infinity while that
 * does not answer.
 */
export const observeStore = (
  metrics: Metrics,
  store: Pick<Store, "statements" | "replica">,
): void => {
  const waiting = metrics
    .gauge({
      name: "database_waiting",
      help: "Callers that wait for a connection; embedded: writes without an answer yet.",
    })
    .child();
  metrics.onCollect(() => waiting.set(store.statements().waiting));
  if (store.replica() === undefined) return;
  const lag = metrics
    .gauge({
      name: "database_replica_lag_seconds",
      help: "How old an answer of the replica may be at most.",
    })
    .child();
  const reads = metrics.counter({
    name: "database_replica_reads_total",
    help: "Reads that may be old, by who answered them.",
    labels: ["from"],
  });
  const there = reads.child({ from: "replica" });
  const here = reads.child({ from: "primary" });
  metrics.onCollect(() => {
    const now = store.replica();
    if (now === undefined) return;
    lag.set(now.lagMs / 1_000);
    there.inc(now.reads - there.value());
    here.inc(now.refused - here.value());
  });
};

/**
 * Puts the time of every statement in a histogram by name (DB-06). Names are those of the code's own
 * statements, so there are as many as it has tables, times four.
 */
export const observeStatements = (metrics: Metrics): NonNullable<StoreOptions["onStatement"]> => {
  const family = metrics.histogram({
    name: "database_query_duration_seconds",
    help: "Time of statements in the database, by operation and first table.",
    labels: ["query"],
    buckets: BUCKETS,
    maxChildren: MAX_NAMES,
  });
  const children = new WeakMap<StatementOutcome["statement"], HistogramChild>();
  return ({ statement, durationMs, error }) => {
    if (error !== undefined) return;
    let child = children.get(statement);
    if (child === undefined) {
      child = family.child({ query: statement.name });
      children.set(statement, child);
    }
    child.observe(durationMs / 1_000);
  };
};
