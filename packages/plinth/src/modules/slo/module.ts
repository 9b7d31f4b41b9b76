import { systemTimer } from "#core";
import { defineModule, type ModuleDeps } from "#modules/contract";
import { sloMigrations } from "./migrations/index.ts";
import { askListener } from "./probing/ask.ts";
import { createSloKeeper, type RequestCounts, type SloKeeper } from "./probing/keeper.ts";
import { createSloRepository } from "./repository.ts";
import { sloRoutes } from "./routes.ts";
import { burnRules } from "./rules.ts";
import { createSlo, type Slo } from "./service.ts";
import { registerSloMetrics } from "./slo-metrics.ts";

/** What answers only when a request would succeed; of the module status. */
const PATH = "/ready";
/** Asked by machines, the prober first of all: no request of anybody. */
const OF_MACHINES: ReadonlySet<string> = new Set(["/health", "/ready", "/metrics"]);

/** What the module keeps. */
export interface SloService extends Slo {
  /** Undefined where SLO_PROBE_SECONDS is 0. */
  readonly keeper: SloKeeper | undefined;
  readonly close: () => Promise<void>;
}

type Deps = ModuleDeps<Record<never, never>>;

/** Requests of people that this process answered, from its own counters. */
const countRequests = (metrics: Deps["metrics"]): RequestCounts => {
  const family = metrics.families().find(({ name }) => name === "http_requests_total");
  if (family === undefined) return { requests: 0, faults: 0 };
  const [route, status] = [family.labels.indexOf("route"), family.labels.indexOf("status")];
  let requests = 0;
  let faults = 0;
  for (const { labelValues, cells } of family.rows()) {
    if (OF_MACHINES.has(labelValues[route] ?? "")) continue;
    const count = cells[0] ?? 0;
    requests += count;
    if (labelValues[status]?.startsWith("5") === true) faults += count;
  }
  return { requests, faults };
};

const probeOf =
  ({ application }: Deps) =>
  async (): Promise<boolean | undefined> => {
    const url = application.localUrl();
    // Nobody is to come any more, or yet.
    if (url === undefined || application.isDraining()) return undefined;
    const { host } = new URL(application.publicUrl());
    const isGood = await askListener({ url, host, path: PATH });
    return application.isDraining() ? undefined : isGood;
  };

/**
 * The objective of the service: a share of time that it answers, and of requests without an error,
 * measured by asking its own listener again and again; what may be bad in a month, and alerts when
 * that goes too fast (OBS-14).
 */
export const slo = defineModule({
  name: "slo",
  migrations: sloMigrations,
  data: [
    {
      table: "slo_slots",
      columns: {
        tier: "none",
        slot: "none",
        node: "none",
        good_ms: "none",
        bad_ms: "none",
        requests: "none",
        faults: "none",
      },
      retention: "operational",
    },
    {
      table: "slo_gaps",
      columns: { from_at: "none", to_at: "none", is_planned: "none" },
      retention: "operational",
    },
    {
      table: "slo_nodes",
      columns: { node: "none", seen_at: "none", is_stopped: "none" },
      retention: "operational",
    },
  ],
  setup: (deps): SloService => {
    const { alerts, clock, config, log, metrics, newId, store } = deps;
    const { target, probeSeconds } = config.objectives;
    const repository = createSloRepository(store);
    const service = createSlo({ repository, clock, target });
    const counters = registerSloMetrics(metrics, service);
    for (const rule of burnRules(service)) alerts.declare(rule);
    const lines = log.child("slo");
    const keeper =
      probeSeconds === 0
        ? undefined
        : createSloKeeper({
            clock,
            startTimer: systemTimer,
            intervalMs: probeSeconds * 1_000,
            node: newId(),
            probe: probeOf(deps),
            counts: () => countRequests(metrics),
            save: repository.save,
            onProbe: counters.onProbe,
            onFault: (error) => lines.warn("what probes found could not be written", { error }),
          });
    return {
      ...service,
      keeper,
      close: async () => {
        counters.stop();
        await keeper?.stop();
      },
    };
  },
  start: async ({ keeper }) => keeper?.start(),
  routes: (service, { config }) => {
    const { keeper } = service;
    const { probeSeconds } = config.objectives;
    return sloRoutes(
      service,
      keeper === undefined ? undefined : { path: PATH, seconds: probeSeconds, last: keeper.last },
    );
  },
  close: (service) => service.close(),
});
