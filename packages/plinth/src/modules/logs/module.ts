import { backgroundTimer, systemTimer } from "#core";
import { defineModule } from "#modules/contract";
import { createBackground, repeat } from "#services/background";
import { createLineRing } from "#telemetry";
import { createLevelControl } from "./level.ts";
import { logData } from "./migrations/data.ts";
import { logMigrations } from "./migrations/index.ts";
import { createLogOutputs } from "./outputs.ts";
import { createLevelRepository } from "./repository.ts";
import { logRoutes } from "./routes.ts";
import { createLogs, type LogsService } from "./service.ts";
import { createLogTails } from "./tails.ts";

/** What each process remembers of its log, in characters: some thousand lines. */
const RING_CHARACTERS = 1_048_576;
/** How often the level that is wanted is looked for where other nodes write the same database. */
const FOLLOW_MS = 1_000;
/** The same where there is one process, which knows what it was told. */
const FOLLOW_ALONE_MS = 60_000;

/** What the module keeps. */
export interface LogsModule extends LogsService {
  readonly begin: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** The log: its level for a while, its files, its way to a central store, and who follows it. */
export const logs = defineModule({
  name: "logs",
  migrations: logMigrations,
  data: logData,
  setup: (deps): LogsModule => {
    const { broadcast, clock, config, live, log, store } = deps;
    const ring = createLineRing(RING_CHARACTERS);
    const endRing = log.listen(ring.add);
    const background = createBackground({ log: log.child("logs") });
    const levels = createLevelControl({
      repository: createLevelRepository(store),
      log: log.child("logs"),
      configured: config.log.level,
      clock,
      startTimer: backgroundTimer,
      broadcast,
      background,
    });
    const { name, version } = deps.application;
    const outputs = createLogOutputs({
      ...deps,
      log: log.child("logs"),
      startTimer: backgroundTimer,
      service: { name, version },
    });
    const stops: (() => Promise<void>)[] = [];
    return {
      ...createLogs({ ring, tails: createLogTails(log), levels, outputs, live }),
      begin: async () => {
        outputs.open(ring.blocks());
        await levels.begin();
        const everyMs = store.engine === "postgresql" ? FOLLOW_MS : FOLLOW_ALONE_MS;
        stops.push(repeat(systemTimer, everyMs, levels.follow));
      },
      close: async () => {
        levels.close();
        await Promise.all(stops.map((stop) => stop()));
        await background.drain();
        await outputs.close();
        endRing();
      },
    };
  },
  start: (service) => service.begin(),
  routes: (service) => logRoutes(service),
  close: (service) => service.close(),
});
