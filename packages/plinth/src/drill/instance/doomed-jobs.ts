import { type Route, reply, route } from "#http";
import { strictObject } from "#policy";
import { defineJob, type HandledJob, handleJob, type JobQueue } from "#services/jobs";
import { Type } from "#vendor/typebox";
import { DOOMED_PATH } from "./paths.ts";

const RETRIES = 2;
/** How often a job is begun that fails each time. */
export const DOOMED_RUNS = RETRIES + 1;

const doomed = defineJob({
  ...{ name: "drill-doomed", payload: strictObject({}) },
  ...{ retries: RETRIES, firstPauseMs: 1, longestPauseMs: 1 },
});

/** A job that fails for good, for drills about whoever is told of it. */
export interface DoomedJobs {
  readonly enqueue: () => Promise<void>;
  readonly run: () => Promise<never>;
  /** How often it was begun. */
  readonly runs: () => number;
}

/** Builds it over the queue of the instance. */
export const createDoomedJobs = (queue: JobQueue): DoomedJobs => {
  let runs = 0;
  return {
    enqueue: async () => {
      await queue.enqueue(doomed, {});
    },
    run: async () => {
      runs += 1;
      throw new Error("a drill wants this job to fail");
    },
    runs: () => runs,
  };
};

/** What the queue runs. */
export const doomedHandlers = (jobs: DoomedJobs): readonly HandledJob[] => [
  handleJob(doomed, () => jobs.run()),
];

const open = {
  access: { public: true, because: "only the drill that started this instance calls it" },
  limit: { none: "one call of a drill" },
} as const;

/** Where a drill has such a job done, and asks how often it was begun. */
export const doomedRoutes = (jobs: DoomedJobs): readonly Route[] => [
  route.post(
    DOOMED_PATH,
    {
      ...open,
      summary: "Takes in a job that fails for good",
      responses: { 202: strictObject({ ok: Type.Boolean() }) },
    },
    async () => {
      await jobs.enqueue();
      return reply(202, { ok: true });
    },
  ),
  route.get(
    DOOMED_PATH,
    {
      ...open,
      summary: "Tells how often the job was begun",
      responses: { 200: strictObject({ runs: Type.Integer() }) },
    },
    () => ({ runs: jobs.runs() }),
  ),
];
