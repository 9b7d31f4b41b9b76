import type { ApiClient } from "../../client/index.ts";

/** Where a job stands. */
export type JobState = "ready" | "running" | "done" | "dead";

/** Jobs of one kind, by state. */
export interface JobKind {
  readonly name: string;
  readonly ready: number;
  readonly running: number;
  readonly done: number;
  readonly dead: number;
  /** How long the oldest one that is due has waited. */
  readonly waitingSeconds: number;
}

/** What the clock enqueues; times are ISO 8601. */
export interface JobSchedule {
  readonly name: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly job: string;
  readonly nextAt: string | null;
  readonly lastAt: string | null;
}

/** The answer of GET /api/v1/admin/jobs/summary. */
export interface JobSummary {
  readonly kinds: readonly JobKind[];
  readonly schedules: readonly JobSchedule[];
}

/** A job without what it is given; times are ISO 8601. */
export interface Job {
  readonly id: string;
  readonly name: string;
  readonly state: JobState;
  readonly attempt: number;
  readonly attempts: number;
  readonly createdAt: string;
  readonly runAt: string | null;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly lastError: string | null;
}

/** A page of jobs, newest first. */
export interface JobPage {
  readonly jobs: readonly Job[];
  readonly next: string | null;
}

const ROOT = "/api/v1/admin/jobs";

/** Where all jobs of a state lie as a file. */
export const jobsFile = (state: JobState): string => `${ROOT}/export?state=${state}`;
const part = encodeURIComponent;

/** Names the calls about jobs and schedules. */
export const createJobsApi = (client: ApiClient) => ({
  summary: (signal?: AbortSignal) => client.get<JobSummary>(`${ROOT}/summary`, signal),
  list: (state: JobState, before: string | null, signal?: AbortSignal) =>
    client.get<JobPage>(
      `${ROOT}?state=${state}${before === null ? "" : `&before=${part(before)}`}`,
      signal,
    ),
  /** Has a dead letter done again. */
  rerun: (id: string) => client.post<undefined>(`${ROOT}/${part(id)}/rerun`),
  /** Removes a dead letter, or a job that waits. */
  remove: (id: string) =>
    client.request<undefined>({ method: "DELETE", path: `${ROOT}/${part(id)}` }),
});
