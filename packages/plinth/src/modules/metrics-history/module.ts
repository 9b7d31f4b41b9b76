import { systemTimer } from "#core";
import { hashToken } from "#crypto";
import { defineModule } from "#modules/contract";
import { metricsHistoryData } from "./migrations/data.ts";
import { metricsHistoryMigrations } from "./migrations/index.ts";
import { createHistoryRepository } from "./repository.ts";
import { ID_LENGTH } from "./ring/cells.ts";
import { createKeeper, type Keeper } from "./ring/keeper.ts";
import { metricsHistoryRoutes } from "./routes.ts";
import { createMetricsHistory, type MetricsHistory } from "./service.ts";

/** What the module keeps. */
export interface MetricsHistoryService extends MetricsHistory {
  readonly keeper: Keeper;
}

/**
 * The past of all metrics, kept in the store: 10 s for 6 h, 1 min for 7 d, 15 min for 35 d, by node.
 * So the console has history with no other program (OBS-12).
 */
export const metricsHistory = defineModule({
  name: "metrics-history",
  migrations: metricsHistoryMigrations,
  data: metricsHistoryData,
  setup: ({ clock, log, metrics, newId, store }): MetricsHistoryService => {
    const repository = createHistoryRepository(store);
    const lines = log.child("metrics-history");
    const kept = metrics
      .counter({ name: "metrics_history_writes_total", help: "Ticks that were written" })
      .child();
    const faults = metrics
      .counter({ name: "metrics_history_faults_total", help: "Ticks that could not be written" })
      .child();
    const left = metrics
      .gauge({ name: "metrics_history_series_left_out", help: "Series that found no room" })
      .child();
    const keeper = createKeeper({
      clock,
      startTimer: systemTimer,
      node: newId(),
      idOf: (text) => Buffer.from(hashToken(text), "hex").toString("base64url").slice(0, ID_LENGTH),
      read: async () => {
        await metrics.refresh();
        return metrics.families();
      },
      save: repository.save,
      onFault: (error) => {
        faults.inc();
        lines.debug("metrics could not be kept", { error });
      },
      onKept: () => kept.inc(),
    });
    const find = (name: string) => metrics.families().find((family) => family.name === name);
    metrics.onCollect(() => left.set(keeper.left()));
    return { ...createMetricsHistory({ repository, find, now: clock.now }), keeper };
  },
  start: async ({ keeper }) => keeper.start(),
  routes: (service) => metricsHistoryRoutes(service),
  close: ({ keeper }) => keeper.stop(),
});
