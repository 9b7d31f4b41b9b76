export {
  type Enqueued,
  type EnqueueOptions,
  type HandledJob,
  HopelessJob,
  type Job,
  type JobContext,
  JobLost,
  type JobOrigin,
  type JobQueue,
  type JobSettings,
  type JobState,
  type JobView,
  type OpenTransaction,
  PostponedJob,
  type Schedule,
} from "./contract.ts";
export { defineJob, defineSchedule, handleJob } from "./define.ts";
export {
  createJobs,
  type Jobs,
  type JobsParts,
  type JobsSettings,
  type RunnableJobs,
} from "./jobs.ts";
export { jobMigrations } from "./migrations.ts";
export type { JobCount, JobOverview, ScheduleView } from "./overview.ts";
export { originFields } from "./rows.ts";
