import type { JobAnswer } from "./schema.ts";

/** What a file of jobs says of each. */
export const JOB_COLUMNS = [
  "id",
  "kind",
  "state",
  "attempt",
  "attempts",
  "created",
  "due",
  "started",
  "ended",
  "last error",
];

/** A job as a line of a file. */
export const jobCells = (job: JobAnswer): readonly string[] => [
  job.id,
  job.name,
  job.state,
  String(job.attempt),
  String(job.attempts),
  job.createdAt,
  job.runAt ?? "",
  job.startedAt ?? "",
  job.endedAt ?? "",
  job.lastError ?? "",
];
