import { idText, list, oneOf, type Static, strictObject, Type } from "#policy";

const Count = Type.Integer({ minimum: 0 });
const MaybeTime = Type.Union([Type.String(), Type.Null()]);
const State = oneOf(["ready", "running", "done", "dead"]);

/** GET /api/v1/admin/jobs/summary */
export const SummaryReply = strictObject({
  kinds: list(
    strictObject({
      name: Type.String(),
      ready: Count,
      running: Count,
      done: Count,
      dead: Count,
      /** How long the oldest one that is due has waited. */
      waitingSeconds: Count,
    }),
    { max: 1_000 },
  ),
  schedules: list(
    strictObject({
      name: Type.String(),
      cron: Type.String(),
      timeZone: Type.String(),
      job: Type.String(),
      nextAt: MaybeTime,
      lastAt: MaybeTime,
    }),
    { max: 1_000 },
  ),
});

/** A job without its payload. */
const JobSchema = strictObject({
  id: idText(),
  name: Type.String(),
  state: State,
  attempt: Count,
  attempts: Count,
  createdAt: Type.String(),
  runAt: MaybeTime,
  startedAt: MaybeTime,
  endedAt: MaybeTime,
  lastError: Type.Union([Type.String(), Type.Null()]),
});

/** Query of GET /api/v1/admin/jobs */
export const ListQuery = strictObject({
  state: Type.Optional(State),
  before: Type.Optional(idText()),
});

/** Query of GET /api/v1/admin/jobs/export */
export const ExportQuery = strictObject({ state: Type.Optional(State) });

/** GET /api/v1/admin/jobs */
export const ListReply = strictObject({
  jobs: list(JobSchema),
  /** What `before` is to be for the next page; null at the end. */
  next: Type.Union([idText(), Type.Null()]),
});

/** Path of one job. */
export const JobParams = strictObject({ id: idText() });

/** See {@link JobSchema}. */
export type JobAnswer = Static<typeof JobSchema>;
/** See {@link SummaryReply}. */
export type Summary = Static<typeof SummaryReply>;
