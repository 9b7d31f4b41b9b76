import { defineModule } from "#modules/contract";
import { registerStatusMetrics } from "./metrics.ts";
import { statusRoutes } from "./routes.ts";
import { createStatus, type Status } from "./service.ts";
import { createSystemLoad } from "./system-load.ts";

/** What the module keeps: the state, the scrape, and the watch on the machine. */
interface StatusService extends Status {
  /** The text of /metrics, with the machine's and the database's figures brought up to date. */
  readonly scrape: () => Promise<string>;
  readonly close: () => void;
}

/** Says how the application is: GET /health, /ready and /metrics. Needs no other module. */
export const status = defineModule({
  name: "status",
  setup: ({ application, clock, config, events, log, metrics, store }): StatusService => {
    const load = createSystemLoad({ directory: config.dataDirectory });
    const state = createStatus({
      clock,
      application,
      environment: config.profile,
      database: store.health,
      load,
      isLogging: () => log.level() !== "silent",
      isMonitoring: () => events.isHeard("security"),
    });
    const observe = registerStatusMetrics(metrics, store.stats);
    return {
      ...state,
      scrape: async () => {
        observe(await state.health());
        return metrics.render();
      },
      close: load.close,
    };
  },
  routes: (service) => statusRoutes(service, service.scrape),
  close: (service) => service.close(),
});
