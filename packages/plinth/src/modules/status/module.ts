import { type HealthChange, systemTimer } from "#core";
import { defineModule, type ModuleDeps } from "#modules/contract";
import { repeat } from "#services/background";
import type { MetricFormat } from "#telemetry";
import { createHealthRepository } from "./history/repository.ts";
import { createHistory, type History } from "./history/service.ts";
import { historyRoutes, publicStatusRoutes } from "./history-routes.ts";
import { registerHistoryMetrics, registerStatusMetrics } from "./metrics.ts";
import { statusData } from "./migrations/data.ts";
import { statusMigrations } from "./migrations/index.ts";
import { createPublicStatus } from "./page/public-status.ts";
import { statusRoutes } from "./routes.ts";
import { securityTextRoutes } from "./security-text-routes.ts";
import { createStatus, type Status } from "./service.ts";
import { registerMachineMetrics } from "./system/machine-metrics.ts";
import { registerPostgresqlMetrics } from "./system/postgresql-metrics.ts";
import { createPostgresqlRepository } from "./system/postgresql-repository.ts";
import { createRedisReader } from "./system/redis.ts";
import { createSystemLoad } from "./system/system-load.ts";

/** What the module keeps: the state, the scrape, the history and the watch on the machine. */
interface StatusService extends Status {
  /** The text of /metrics, with the machine's and the database's figures brought up to date. */
  readonly scrape: (format: MetricFormat) => Promise<string>;
  readonly history: History;
  /** Begins the checks that the history is made of. */
  readonly start: () => void;
  readonly close: () => Promise<void>;
}

type Deps = ModuleDeps<Record<never, never>>;

/** A change of a part: one line, one event, one count. Alerts listen to the event. */
const announcer = ({ log, events, metrics }: Deps): ((change: HealthChange) => void) => {
  const count = registerHistoryMetrics(metrics);
  const lines = log.child("health");
  return (change) => {
    const { name, component, from, to, detail } = change;
    const fields = { category: "operations", event: name, component, from, to, detail };
    if (to === "ok") lines.info(name, fields);
    else lines.warn(name, fields);
    count.changed(change);
    events.emit("health", change);
  };
};

/** The history of what `components` gives, and its checks. */
const watch = (deps: Deps, { components }: Pick<Status, "components">) => {
  const { clock, config, log, metrics, newId, store } = deps;
  const intervalMs = config.operations.healthCheckSeconds * 1_000;
  const count = registerHistoryMetrics(metrics);
  const history = createHistory({
    clock,
    newId,
    repository: createHealthRepository(store),
    intervalMs,
    look: async () => {
      const found = await components();
      count.checked(found);
      return found;
    },
    onChange: announcer(deps),
    onFault: (error) => log.warn("the history of health could not be written", { error }),
  });
  let stop: (() => Promise<void>) | undefined;
  return {
    history,
    start: () => {
      stop = repeat(systemTimer, intervalMs, history.check);
    },
    end: async () => {
      // Of a start that was refused there is nothing to write, and perhaps no table.
      if (stop === undefined) return;
      await stop();
      await history.end();
    },
  };
};

/** Says how the application is and was: /health, /ready, /metrics, the history, the status page. */
export const status = defineModule({
  name: "status",
  migrations: statusMigrations,
  data: statusData,
  setup: (deps): StatusService => {
    const { application, clock, config, events, log, metrics, store } = deps;
    const load = createSystemLoad({ directory: config.dataDirectory });
    const state = createStatus({
      clock,
      application,
      environment: config.profile,
      database: store.health,
      ...(deps.redis === undefined ? {} : { redis: createRedisReader(deps.redis) }),
      load,
      isLogging: () => log.level() !== "silent",
      isMonitoring: () => events.isHeard("security"),
    });
    const observe = registerStatusMetrics(metrics, store.stats);
    const stops = [
      metrics.onRefresh(async () => observe(await state.health())),
      registerMachineMetrics(metrics, config.dataDirectory),
      ...(store.engine === "postgresql"
        ? [registerPostgresqlMetrics(metrics, createPostgresqlRepository(store))]
        : []),
    ];
    const { history, start, end } = watch(deps, state);
    return {
      ...state,
      history,
      scrape: async (format) => {
        await metrics.refresh();
        return metrics.render(format);
      },
      start,
      close: async () => {
        for (const stop of stops) stop();
        load.close();
        await end();
      },
    };
  },
  routes: (service, { application, clock, config }) => [
    ...statusRoutes(service, service.scrape, config.operations.opsToken),
    ...historyRoutes({
      status: service,
      history: service.history,
      now: clock.now,
      interval: config.operations.healthCheckSeconds,
    }),
    ...(config.operations.hasPublicStatusPage
      ? publicStatusRoutes(application.name, createPublicStatus(clock, service, service.history))
      : []),
    ...(config.operations.securityContact === undefined
      ? []
      : securityTextRoutes({
          contact: config.operations.securityContact,
          publicUrl: application.publicUrl,
          now: clock.now,
        })),
  ],
  // A first start has tables from here on, and the first check has somewhere to write.
  start: async (service) => service.start(),
  close: (service) => service.close(),
});
