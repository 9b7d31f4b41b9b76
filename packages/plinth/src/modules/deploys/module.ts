import { auditLog } from "#modules/audit-log";
import { defineModule } from "#modules/contract";
import type { Logger, Metrics } from "#telemetry";
import { deployRoutes } from "./routes.ts";
import { createDeploys, type Deploys } from "./service.ts";

/** What the module keeps. */
interface DeploysService extends Deploys {
  readonly log: Logger;
  readonly metrics: Metrics;
}

const observe = ({ metrics, gatesMissing, wayBack }: DeploysService): void => {
  const gauge = (name: string, help: string) => metrics.gauge({ name, help }).child();
  const missing = gauge(
    "deploy_gates_missing",
    "Checks that did not pass at what serves; -1: nothing was deployed by a front",
  );
  const back = gauge(
    "deploy_way_back",
    "1 while a release is there to go back to, 0 while none is; -1: there never was one",
  );
  metrics.onCollect(() => {
    missing.set(gatesMissing());
    back.set(wayBack());
  });
};

/** Puts deploys and rollbacks of `plinth front` into the audit trail, the metrics and the console (DEP-02). */
export const deploys = defineModule({
  name: "deploys",
  requires: { auditLog },
  setup: ({ modules, config, live, log, metrics, newId }): DeploysService => ({
    ...createDeploys({
      ...{ dataDirectory: config.dataDirectory, newId },
      trail: modules.auditLog.trail,
      onTaken: () => live.publish("deploys"),
    }),
    log: log.child("deploys"),
    metrics,
  }),
  start: async (service) => {
    observe(service);
    // What ended while nobody served, such as with a front that was killed.
    await service.take().catch((error: unknown) => {
      service.log.warn("deploys are not in the audit trail yet", { error });
    });
  },
  routes: (service, { application }) => deployRoutes(service, application),
});
