import { defineModule } from "#modules/contract";
import { strictObject } from "#policy";
import { defineJob, defineSchedule, handleJob } from "#services/jobs";
import { backupRules } from "./alerts.ts";
import { backupErrors } from "./errors.ts";
import { backupMigrations } from "./migrations/index.ts";
import { createSentinelRepository } from "./repository.ts";
import { backupRoutes } from "./routes.ts";
import { type BackupControl, createBackupControl } from "./service.ts";

const HOUR_MS = 3_600_000;
const SETTINGS = {
  payload: strictObject({}),
  timeoutMs: HOUR_MS,
  concurrency: 1,
  retries: 3,
  firstPauseMs: 60_000,
  keepMs: 7 * 24 * HOUR_MS,
} as const;

const createFull = defineJob({ name: "create-backup", ...SETTINGS });
const drillRestore = defineJob({ name: "drill-restore", ...SETTINGS });

/** Backups of the embedded database: by the clock, and in the hands of administrators (BK-01, BK-05). */
export const backups = defineModule({
  name: "backups",
  migrations: backupMigrations,
  errors: backupErrors,
  data: [
    {
      table: "backup_sentinels",
      columns: { id: "none", at: "none" },
      retention: "configuration",
    },
  ],
  setup: (deps): BackupControl => {
    const { alerts, backups: controls, clock, live, newId, store } = deps;
    if (controls !== undefined) {
      for (const rule of backupRules(controls, clock.now())) alerts.declare(rule);
      controls.listen(({ kind }) => live.publish("backups", { kind }));
    }
    return createBackupControl({
      backups: controls,
      sentinels: createSentinelRepository(store),
      clock,
      newId,
      queue: deps.jobs,
      jobs: { full: createFull, drill: drillRestore },
    });
  },
  start: async (service) => service.start(),
  routes: (service) => backupRoutes(service),
  jobs: (service) => [
    handleJob(createFull, () => service.create()),
    handleJob(drillRestore, () => service.drill()),
  ],
  schedules: [
    defineSchedule({ name: "create-backup", cron: "0 2 * * *", job: createFull, payload: {} }),
    defineSchedule({ name: "drill-restore", cron: "30 */6 * * *", job: drillRestore, payload: {} }),
  ],
  health: (service) => service.health(),
});
