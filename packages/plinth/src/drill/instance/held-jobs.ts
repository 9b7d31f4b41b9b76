import { type Route, reply, route } from "#http";
import { strictObject } from "#policy";
import { defineJob, type HandledJob, handleJob, type JobQueue } from "#services/jobs";
import { Type } from "#vendor/typebox";
import { HELD_PATH, RELEASE_PATH } from "./paths.ts";

/** One at a time, and no drill lasts as long as one may take: the next waits for it. */
const held = defineJob({
  ...{ name: "drill-held", payload: strictObject({}) },
  ...{ concurrency: 1, timeoutMs: 600_000 },
});

/** Jobs whose worker does nothing until it is let go, for drills about those that wait. */
export interface HeldJobs {
  readonly enqueue: () => Promise<void>;
  readonly run: (signal: AbortSignal) => Promise<void>;
  readonly release: () => void;
  /** How many were begun, and how many came to their end. */
  readonly counts: () => { readonly begun: number; readonly done: number };
}

/** Builds them over the queue of the instance. */
export const createHeldJobs = (queue: JobQueue): HeldJobs => {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  let begun = 0;
  let done = 0;
  return {
    enqueue: async () => {
      await queue.enqueue(held, {});
    },
    run: async (signal) => {
      begun += 1;
      const { promise: over, reject } = Promise.withResolvers<never>();
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      await Promise.race([released, over]);
      done += 1;
    },
    release,
    counts: () => ({ begun, done }),
  };
};

/** What the queue runs. */
export const heldHandlers = (jobs: HeldJobs): readonly HandledJob[] => [
  handleJob(held, (_, { signal }) => jobs.run(signal)),
];

const open = {
  access: { public: true, because: "only the drill that started this instance calls it" },
  limit: { none: "a few calls of a drill" },
} as const;
const Ok = strictObject({ ok: Type.Boolean() });

/** Where a drill has such jobs done, lets their worker go, and asks how many were begun and done. */
export const heldRoutes = (jobs: HeldJobs): readonly Route[] => [
  route.post(
    HELD_PATH,
    { ...open, summary: "Takes in a job whose worker is held up", responses: { 202: Ok } },
    async () => {
      await jobs.enqueue();
      return reply(202, { ok: true });
    },
  ),
  route.post(
    RELEASE_PATH,
    { ...open, summary: "Lets the worker go on", responses: { 200: Ok } },
    () => {
      jobs.release();
      return { ok: true };
    },
  ),
  route.get(
    HELD_PATH,
    {
      ...open,
      summary: "Tells how many of the jobs were begun, and how many are done",
      responses: { 200: strictObject({ begun: Type.Integer(), done: Type.Integer() }) },
    },
    () => jobs.counts(),
  ),
];
