import { systemTimer } from "#core";
import { defineModule } from "#modules/contract";
import { strictObject } from "#policy";
import { repeat } from "#services/background";
import { defineJob, defineSchedule, handleJob } from "#services/jobs";
import { faultOfLine, faultOfPage } from "./faults/fault.ts";
import { errorData } from "./migrations/data.ts";
import { errorMigrations } from "./migrations/index.ts";
import { createGroupRepository } from "./repository.ts";
import { errorRoutes } from "./routes.ts";
import { burstRule, RETURNED } from "./rules.ts";
import { createErrorGroups, type ErrorGroups } from "./service.ts";

/** How often faults are written. */
const FLUSH_MS = 5_000;

const removeOldErrors = defineJob({ name: "remove-old-errors", payload: strictObject({}) });

/** What the module keeps. */
export interface ErrorTracking extends ErrorGroups {
  /** Takes the report of a page that broke. */
  readonly notePage: (report: Parameters<typeof faultOfPage>[0]) => void;
  readonly run: () => void;
  readonly close: () => Promise<void>;
}

/**
 * Faults that were logged, of requests, jobs and pages, in groups of the same: how often, since
 * when, whether somebody has mended them and they came again (ERR-10). Written five seconds later: a
 * process that is killed loses that, and the log has it.
 */
export const errors = defineModule({
  name: "errors",
  migrations: errorMigrations,
  data: errorData,
  setup: (deps): ErrorTracking => {
    const { alerts, application, clock, live, metrics, store } = deps;
    const log = deps.log.child("errors");
    const faults = metrics.counter({
      name: "faults_total",
      help: "Faults that were logged, by where they came up",
      labels: ["source"],
    });
    const counts = {
      server: faults.child({ source: "server" }),
      job: faults.child({ source: "job" }),
      browser: faults.child({ source: "browser" }),
    };
    const groups = createErrorGroups({
      repository: createGroupRepository(store),
      clock,
      release: application.version,
      count: (source) => counts[source].inc(),
      onReturn: ({ kind, place, lastAt, lastRelease }) =>
        alerts.raise({
          rule: RETURNED.id,
          at: lastAt,
          value: 1,
          detail: `${kind} at ${place} came again, in release ${lastRelease}.`,
        }),
      onChange: () => live.publish("errors"),
      onFault: (error) => log.warn("faults could not be written", { error }),
    });
    alerts.declare(burstRule(groups));
    alerts.declareMoment(RETURNED);
    const unwatch = deps.log.watchFaults((line) => groups.note(faultOfLine(line)));
    let stop: () => Promise<void> = () => Promise.resolve();
    return {
      ...groups,
      notePage: (report) => groups.note(faultOfPage(report)),
      run: () => {
        stop = repeat(systemTimer, FLUSH_MS, groups.flush);
      },
      close: async () => {
        unwatch();
        await stop();
        await groups.flush();
      },
    };
  },
  start: async (service) => {
    await service.begin();
    service.run();
  },
  routes: (service) => errorRoutes(service),
  jobs: (service) => [handleJob(removeOldErrors, () => service.tidy())],
  schedules: [
    defineSchedule({
      name: "remove-old-errors",
      cron: "41 * * * *",
      job: removeOldErrors,
      payload: {},
    }),
  ],
  personalData: (service) => [service.personalData],
  close: (service) => service.close(),
});
