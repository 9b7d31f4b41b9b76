import { systemTimer } from "#core";
import { defineModule, type HealthReport, type PersonalData } from "#modules/contract";
import { createBackground, repeat } from "#services/background";
import { limitErrors } from "./errors.ts";
import { limitMigrations } from "./migrations/index.ts";
import { limitPersonalData } from "./personal-data.ts";
import { createLimitRepository } from "./repository.ts";
import { limitRoutes } from "./routes.ts";
import { createLimits, type Limits } from "./service.ts";
import { createSharedEntries } from "./shared-entries.ts";

/** How often other nodes' changes are looked for; half of the second within which all agree. */
const FOLLOW_MS = 500;
/** The same where there is one process, which knows what it changed: only failed writes are left. */
const FOLLOW_ALONE_MS = 30_000;
const TIDY_MS = 3_600_000;

/** What the module keeps. */
export interface LimitsService extends Limits {
  readonly personalData: readonly PersonalData[];
  readonly begin: () => Promise<void>;
  readonly health: () => HealthReport;
  /** Resolves when every block made so far is written. */
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Limits in the hands of administrators: what they decide, and which addresses are let in at all. */
export const limits = defineModule({
  name: "limits",
  migrations: limitMigrations,
  errors: limitErrors,
  setup: (deps): LimitsService => {
    const { application, broadcast, clock, config, events, newId, store } = deps;
    const log = deps.log.child("limits");
    const repository = createLimitRepository(store);
    const background = createBackground({ log });
    const shared = createSharedEntries({
      controls: application.limits,
      repository,
      broadcast,
      background,
      clock,
      onFault: (error) => log.debug("address lists could not be read", { error }),
    });
    const service = createLimits({
      controls: application.limits,
      shared,
      settings: config.blocking,
      events,
      clock,
      newId,
    });
    const stops: (() => Promise<void>)[] = [];
    const tidy = async (): Promise<void> => {
      const { rememberedMs } = application.limits().suspicion;
      await repository.forget(clock.now() - rememberedMs).catch((error: unknown) => {
        log.warn("ended entries could not be removed", { error });
      });
    };
    return {
      ...service,
      personalData: limitPersonalData(repository),
      begin: async () => {
        await shared.begin();
        stops.push(repeat(systemTimer, TIDY_MS, tidy));
        const everyMs = store.engine === "postgresql" ? FOLLOW_MS : FOLLOW_ALONE_MS;
        stops.push(repeat(systemTimer, everyMs, shared.follow));
      },
      health: () => {
        const alarm = application.limits().alarm();
        // Callers could pretend to be a proxy in the internet: that is told, and is no fault of ours.
        const healthy = alarm === undefined || alarm.fault === "undeclared-hop";
        const detail = alarm === undefined ? {} : { fault: alarm.fault, address: alarm.address };
        return { healthy, required: false, detail };
      },
      settle: background.drain,
      close: async () => {
        await Promise.all(stops.map((stop) => stop()));
        await background.drain();
      },
    };
  },
  start: (service) => service.begin(),
  routes: (service) => limitRoutes(service),
  personalData: (service) => service.personalData,
  health: async (service) => service.health(),
  close: (service) => service.close(),
});
