import type { JobOrigin, JobState, JobView } from "./contract.ts";

/** A row of jobs; times in milliseconds since the epoch. */
export interface JobRow {
  readonly id: string;
  readonly name: string;
  readonly payload: string;
  readonly state: JobState;
  readonly priority: number;
  /** 0: at once, whatever the clock says. */
  readonly run_at: number;
  /** When a pause began; null where it waits for no pause. A clock before it was set back. */
  readonly waits_from: number | null;
  /** Attempts begun. */
  readonly attempt: number;
  readonly retries: number;
  /** Held while the job waits or runs. */
  readonly dedupe_key: string | null;
  readonly claimed_by: string | null;
  readonly subject_id: string | null;
  /** A {@link JobOrigin} as JSON; null where nothing is known of it. */
  readonly context: string | null;
  readonly last_error: string | null;
  readonly created_at: number;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  /** When a job that ended is removed. */
  readonly expires_at: number | null;
}

/** A row of job_schedules. */
export interface ScheduleRow {
  readonly name: string;
  readonly rule: string;
  readonly next_at: number;
  /** The tick that was enqueued last. */
  readonly last_at: number | null;
}

/** The tables of the queue. */
export interface JobTables {
  readonly jobs: JobRow;
  /** A node that does jobs; `beat` goes up while it lives. */
  readonly job_workers: { readonly id: string; readonly beat: number };
  readonly job_schedules: ScheduleRow;
}

/** What makes a running job one attempt's own: nobody else changes it while this holds. */
export interface Fence {
  readonly id: string;
  readonly worker: string;
  readonly attempt: number;
}

/** A row as administrators see it. */
export const viewOf = (row: Omit<JobRow, "payload">): JobView => ({
  id: row.id,
  name: row.name,
  state: row.state,
  attempt: row.attempt,
  attempts: row.retries + 1,
  createdAt: row.created_at,
  runAt: row.run_at === 0 ? undefined : row.run_at,
  startedAt: row.started_at ?? undefined,
  endedAt: row.ended_at ?? undefined,
  lastError: row.last_error ?? undefined,
});

/** How an origin is kept; null where there is nothing to keep. */
export const contextOf = ({ requestId, traceparent }: JobOrigin): string | null =>
  requestId === undefined && traceparent === undefined
    ? null
    : JSON.stringify({ requestId, traceparent });

/** Where the job of a row comes from. */
export const originOf = ({ context }: Pick<JobRow, "context">): JobOrigin =>
  context === null ? {} : (JSON.parse(context) as JobOrigin);

/** The trace id of a traceparent of any version: 32 digits behind the first dash. */
const TRACE_ID = /^[0-9a-f]{2}-([0-9a-f]{32})-/;

/** What log lines about a job say of where it comes from (LOG-01). */
export const originFields = (origin: JobOrigin): Readonly<Record<string, string>> => {
  const traceId = TRACE_ID.exec(origin.traceparent ?? "")?.[1];
  return {
    ...(origin.requestId === undefined ? {} : { requestId: origin.requestId }),
    ...(traceId === undefined ? {} : { traceId }),
  };
};
