import { systemTimer } from "#core";
import { defineModule, type HealthReport, type PersonalData } from "#modules/contract";
import { strictObject } from "#policy";
import { createBackground, repeat } from "#services/background";
import { defineJob, defineSchedule, handleJob } from "#services/jobs";
import { limitErrors } from "./errors.ts";
import { limitData } from "./migrations/data.ts";
import { limitMigrations } from "./migrations/index.ts";
import { createOverrideRepository } from "./override-repository.ts";
import { limitPersonalData } from "./personal-data.ts";
import { createLimitRepository } from "./repository.ts";
import { limitRoutes } from "./routes.ts";
import { createLimits, type Limits } from "./service.ts";
import { createSharedEntries } from "./shared-entries.ts";
import { createSharedOverrides } from "./shared-overrides.ts";

/** How often other nodes' changes are looked for; half of the second within which all agree. */
const FOLLOW_MS = 500;
/** The same where there is one process, which knows what it changed: only failed writes are left. */
const FOLLOW_ALONE_MS = 30_000;

const forgetEndedBlocks = defineJob({ name: "forget-ended-blocks", payload: strictObject({}) });

/** What the module keeps. */
export interface LimitsService extends Limits {
  readonly personalData: readonly PersonalData[];
  readonly begin: () => Promise<void>;
  readonly health: () => HealthReport;
  /** Removes entries that ended too long ago to count for anything. */
  readonly tidy: () => Promise<void>;
  /** Resolves when every block made so far is written. */
  readonly settle: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Limits in the hands of administrators: what they decide, and which addresses are let in at all. */
export const limits = defineModule({
  name: "limits",
  migrations: limitMigrations,
  data: limitData,
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
    const overrideRepository = createOverrideRepository(store);
    const overrides = createSharedOverrides({
      controls: application.limits,
      repository: overrideRepository,
      broadcast,
      background,
      onFault: (error) => log.debug("limits that were set could not be read", { error }),
    });
    const service = createLimits({
      controls: application.limits,
      shared,
      overrides,
      settings: config.blocking,
      events,
      clock,
      newId,
    });
    const stops: (() => Promise<void>)[] = [];
    return {
      ...service,
      personalData: limitPersonalData(repository, overrideRepository),
      begin: async () => {
        await Promise.all([shared.begin(), overrides.begin()]);
        const everyMs = store.engine === "postgresql" ? FOLLOW_MS : FOLLOW_ALONE_MS;
        stops.push(repeat(systemTimer, everyMs, shared.follow));
        stops.push(repeat(systemTimer, everyMs, overrides.follow));
      },
      health: () => {
        const alarm = application.limits().alarm();
        // Callers could pretend to be a proxy in the internet: that is told, and is no fault of ours.
        const healthy = alarm === undefined || alarm.fault === "undeclared-hop";
        const detail = alarm === undefined ? {} : { fault: alarm.fault, address: alarm.address };
        return { healthy, required: false, detail };
      },
      tidy: () => repository.forget(clock.now() - application.limits().suspicion.rememberedMs),
      settle: background.drain,
      close: async () => {
        await Promise.all(stops.map((stop) => stop()));
        await background.drain();
      },
    };
  },
  start: (service) => service.begin(),
  routes: (service) => limitRoutes(service),
  jobs: (service) => [handleJob(forgetEndedBlocks, () => service.tidy())],
  schedules: [
    defineSchedule({
      name: "forget-ended-blocks",
      cron: "11 * * * *",
      job: forgetEndedBlocks,
      payload: {},
    }),
  ],
  personalData: (service) => service.personalData,
  health: async (service) => service.health(),
  close: (service) => service.close(),
});
