import { systemTimer } from "#core";
import { defineModule } from "#modules/contract";
import { strictObject } from "#policy";
import { repeat } from "#services/background";
import { defineJob, defineSchedule, handleJob } from "#services/jobs";
import { jobRoutes } from "./routes.ts";
import { createJobControl, type JobControl } from "./service.ts";

/** How old the figures of a scrape may be. */
const FIGURES_MS = 15_000;

const removeFinished = defineJob({
  name: "remove-finished-jobs",
  payload: strictObject({}),
});

/** What the module keeps. */
export interface JobsService extends JobControl {
  readonly removeExpired: () => Promise<void>;
  readonly begin: () => void;
  readonly close: () => Promise<void>;
}

/** Jobs and schedules in the sight and the hands of administrators. */
export const jobs = defineModule({
  name: "jobs",
  setup: (deps): JobsService => {
    const { clock, metrics } = deps;
    const { overview } = deps.jobs;
    const log = deps.log.child("jobs");
    const control = createJobControl(overview, clock);
    const depth = metrics.gauge({
      name: "jobs_queue_depth",
      help: "Jobs that are kept, by state; of all nodes together",
      labels: ["state"],
      scope: "shared",
    });
    const oldest = metrics
      .gauge({
        name: "jobs_oldest_age_seconds",
        help: "How long the oldest job that is due has waited; of all nodes together",
        scope: "shared",
      })
      .child();
    const measure = async (): Promise<void> => {
      try {
        const figures = await control.figures();
        for (const [state, count] of Object.entries(figures.depth)) {
          depth.child({ state }).set(count);
        }
        oldest.set(figures.oldestSeconds);
      } catch (error) {
        log.debug("jobs could not be counted", { error });
      }
    };
    const stops: (() => Promise<void>)[] = [];
    return {
      ...control,
      removeExpired: overview.removeExpired,
      begin: () => {
        stops.push(repeat(systemTimer, FIGURES_MS, measure));
      },
      close: async () => {
        await Promise.all(stops.map((stop) => stop()));
      },
    };
  },
  start: async (service) => service.begin(),
  routes: (service) => jobRoutes(service),
  jobs: (service) => [handleJob(removeFinished, () => service.removeExpired())],
  schedules: [
    defineSchedule({
      name: "remove-finished-jobs",
      cron: "7 * * * *",
      job: removeFinished,
      payload: {},
    }),
  ],
  health: (service) => service.health(),
  close: (service) => service.close(),
});
