import { systemTimer } from "#core";
import { defineModule, type ModuleDeps } from "#modules/contract";
import { repeat } from "#services/background";
import { ROUTE_CLASSES, SIGNALS } from "./detecting/signals.ts";
import { type Anomaly, createWatcher, LOOK_MS } from "./detecting/watcher.ts";
import { anomalyMigrations } from "./migrations/index.ts";
import { ANOMALY_RULE, isNotable, raiseAnomaly } from "./notices.ts";
import { type AnomalyRepository, createAnomalyRepository } from "./repository.ts";
import { anomalyRoutes } from "./routes.ts";

const KEPT_MS = 35 * 86_400_000;
const FORGET_MS = 3_600_000;
/** Rows that wait for a database that is away; the oldest goes first. */
const MOST_WAITING = 500;

/** What the module keeps. */
export interface AnomaliesService {
  readonly repository: AnomalyRepository;
  /** Looks, records and tells once; never rejects. */
  readonly look: () => Promise<void>;
  readonly start: () => void;
  readonly close: () => Promise<void>;
}

type Deps = ModuleDeps<Record<never, never>>;

/** Series of what was found, by class and signal. */
const countersOf = (metrics: Deps["metrics"]) => {
  const labels = ["class", "signal"] as const;
  const found = metrics.counter({
    name: "anomalies_total",
    help: "Times in which a signal of a class of routes was not as usual.",
    labels,
  });
  const active = metrics.gauge({
    name: "anomaly_active",
    help: "1 while a signal of a class of routes is not as usual, else 0.",
    labels,
  });
  for (const group of ROUTE_CLASSES) {
    for (const signal of SIGNALS) {
      active.child({ class: group, signal });
      found.child({ class: group, signal });
    }
  }
  return (anomaly: Anomaly): void => {
    const child = { class: anomaly.class, signal: anomaly.signal };
    active.child(child).set(anomaly.endedAt === undefined ? 1 : 0);
    if (anomaly.points === 1 && anomaly.endedAt === undefined) found.child(child).inc();
  };
};

/**
 * Notices when latency, errors or the rate of requests of a class of routes leave what they were in
 * the last quarter of an hour: three standard deviations off the mean of a hundred looks (OBS-10).
 */
export const anomalies = defineModule({
  name: "anomalies",
  migrations: anomalyMigrations,
  data: [
    {
      table: "anomalies",
      columns: {
        id: "none",
        node: "none",
        class: "none",
        signal: "none",
        started_at: "none",
        last_at: "none",
        ended_at: "none",
        points: "none",
        value: "none",
        expected: "none",
        z: "none",
        is_settled: "none",
      },
      retention: "operational",
    },
  ],
  setup: ({ alerts, clock, log, metrics, newId, store }): AnomaliesService => {
    const repository = createAnomalyRepository(store);
    const watcher = createWatcher({ clock, newId });
    const count = countersOf(metrics);
    const lines = log.child("anomalies");
    const node = newId();
    alerts.declareMoment(ANOMALY_RULE);
    /** What was not written yet, by id. */
    const waiting = new Map<string, Anomaly>();
    let forgottenAt = Number.NEGATIVE_INFINITY;
    let isFailing = false;

    const write = async (): Promise<void> => {
      const now = clock.now();
      try {
        const rows = [...waiting.values()];
        if (rows.length > 0) await repository.save(node, rows);
        for (const row of rows) if (waiting.get(row.id) === row) waiting.delete(row.id);
        isFailing = false;
        if (Math.abs(now - forgottenAt) < FORGET_MS) return;
        await repository.forget(now - KEPT_MS);
        forgottenAt = now;
      } catch (error) {
        if (!isFailing) lines.warn("anomalies could not be written", { error });
        isFailing = true;
      }
    };

    const take = (anomaly: Anomaly): void => {
      count(anomaly);
      waiting.set(anomaly.id, anomaly);
      const [oldest] = waiting.keys();
      if (waiting.size > MOST_WAITING && oldest !== undefined) waiting.delete(oldest);
      if (anomaly.endedAt === undefined && isNotable(anomaly)) raiseAnomaly(alerts, anomaly);
      if (anomaly.points > 1 && anomaly.endedAt === undefined) return;
      const { id: _, startedAt, lastAt, endedAt, ...fields } = anomaly;
      const event = endedAt === undefined ? "anomaly.began" : "anomaly.ended";
      lines.info(event, { category: "operations", event, ...fields });
    };

    const look = async (): Promise<void> => {
      for (const anomaly of watcher.look(metrics.families())) take(anomaly);
      await write();
    };
    let stop: () => Promise<void> = () => Promise.resolve();
    return {
      repository,
      look,
      start: () => {
        stop = repeat(systemTimer, LOOK_MS, look);
      },
      close: () => stop(),
    };
  },
  start: async (service) => service.start(),
  routes: ({ repository }, { clock }) => anomalyRoutes({ repository, now: clock.now }),
  close: (service) => service.close(),
});
