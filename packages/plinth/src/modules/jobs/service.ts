import { type Clock, platformErrors } from "#core";
import type { HealthReport } from "#modules/contract";
import type { JobCount, JobOverview, JobState, JobView } from "#services/jobs";
import type { JobAnswer, Summary } from "./schema.ts";

/** Jobs of one page. */
const PAGE = 50;
/** A job that is due for so long says that nobody does its kind, or not fast enough. */
const LATE_MS = 600_000;

const timeText = (instant: number | undefined): string | null =>
  instant === undefined || instant >= Number.MAX_SAFE_INTEGER
    ? null
    : new Date(instant).toISOString();

const answerOf = (job: JobView): JobAnswer => ({
  id: job.id,
  name: job.name,
  state: job.state,
  attempt: job.attempt,
  attempts: job.attempts,
  createdAt: new Date(job.createdAt).toISOString(),
  runAt: timeText(job.runAt),
  startedAt: timeText(job.startedAt),
  endedAt: timeText(job.endedAt),
  lastError: job.lastError ?? null,
});

const waitedMs = (counts: readonly JobCount[], now: number): number => {
  const due = counts.filter(({ state }) => state === "ready").map(({ dueSince }) => dueSince);
  return Math.max(0, now - Math.min(now, ...due));
};

const sumOf = (counts: readonly JobCount[], state: JobState): number =>
  counts.filter((one) => one.state === state).reduce((sum, { count }) => sum + count, 0);

/** How many jobs are in which state, over all kinds, and how late the oldest is. */
export interface JobFigures {
  readonly depth: Readonly<Record<JobState, number>>;
  readonly oldestSeconds: number;
}

/** Builds the service: what people see and do of jobs and schedules. */
export const createJobControl = (overview: JobOverview, clock: Clock) => {
  const figures = async (): Promise<JobFigures> => {
    const counts = await overview.counts();
    const depth = {
      ready: sumOf(counts, "ready"),
      running: sumOf(counts, "running"),
      done: sumOf(counts, "done"),
      dead: sumOf(counts, "dead"),
    };
    return { depth, oldestSeconds: waitedMs(counts, clock.now()) / 1_000 };
  };
  return {
    summary: async (): Promise<Summary> => {
      const [counts, schedules] = await Promise.all([overview.counts(), overview.schedules()]);
      const names = [...new Set(counts.map(({ name }) => name))];
      return {
        kinds: names.map((name) => {
          const own = counts.filter((one) => one.name === name);
          return {
            name,
            ready: sumOf(own, "ready"),
            running: sumOf(own, "running"),
            done: sumOf(own, "done"),
            dead: sumOf(own, "dead"),
            waitingSeconds: Math.floor(waitedMs(own, clock.now()) / 1_000),
          };
        }),
        schedules: schedules.map((one) => ({
          name: one.name,
          cron: one.cron,
          timeZone: one.timeZone,
          job: one.job,
          nextAt: timeText(one.nextAt),
          lastAt: timeText(one.lastAt),
        })),
      };
    },
    list: async (state: JobState | undefined, before: string | undefined) => {
      const jobs = (await overview.list(state, PAGE, before)).map(answerOf);
      return { jobs, next: jobs.length === PAGE ? (jobs.at(-1)?.id ?? null) : null };
    },
    /** Has a dead letter done again. @throws {AppError} NOT_FOUND */
    rerun: async (id: string): Promise<void> => {
      if (!(await overview.rerun(id))) throw platformErrors.make.NOT_FOUND();
    },
    /** Removes a dead letter, or a job that waits. @throws {AppError} NOT_FOUND */
    remove: async (id: string): Promise<void> => {
      if (!(await overview.remove(id))) throw platformErrors.make.NOT_FOUND();
    },
    figures,
    /** Never required: requests are answered without. */
    health: async (): Promise<HealthReport> => {
      const [{ oldestSeconds }, faulty] = await Promise.all([figures(), overview.countFaulty()]);
      const isLate = oldestSeconds * 1_000 > LATE_MS;
      return {
        healthy: faulty === 0 && !isLate,
        required: false,
        detail: {
          ...(faulty === 0 ? {} : { deadLetters: faulty }),
          ...(isLate ? { oldestWaitsSeconds: Math.floor(oldestSeconds) } : {}),
        },
      };
    },
  };
};

/** See {@link createJobControl}. */
export type JobControl = ReturnType<typeof createJobControl>;
