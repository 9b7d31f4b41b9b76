import { type Store, sql } from "#store";
import type { JobState, JobView, Schedule } from "./contract.ts";
import { type JobRow, type JobTables, viewOf } from "./rows.ts";

/** How many jobs of one kind are in one state. */
export interface JobCount {
  readonly name: string;
  readonly state: JobState;
  readonly count: number;
  /** Since when the oldest of them is due, in milliseconds since the epoch; it may be to come. */
  readonly dueSince: number;
}

/** A schedule as administrators see it; times in milliseconds since the epoch. */
export interface ScheduleView {
  readonly name: string;
  readonly cron: string;
  readonly timeZone: string;
  readonly job: string;
  readonly nextAt: number | undefined;
  readonly lastAt: number | undefined;
}

/** What people see and do of the queue. */
export interface JobOverview {
  readonly counts: () => Promise<readonly JobCount[]>;
  /** Dead letters that something is wrong with: those that a handler gave up knowingly are not among them. */
  readonly countFaulty: () => Promise<number>;
  /** The newest of one state, or of all, before an id, at most `limit`. */
  readonly list: (
    state: JobState | undefined,
    limit: number,
    before?: string,
  ) => Promise<readonly JobView[]>;
  readonly schedules: () => Promise<readonly ScheduleView[]>;
  /** Has a dead letter done again, with all its attempts. False when there is none of this id. */
  readonly rerun: (id: string) => Promise<boolean>;
  /** Removes a dead letter, or a job that waits. False when there is none of this id. */
  readonly remove: (id: string) => Promise<boolean>;
  /** Removes what ended and is kept no longer. */
  readonly removeExpired: () => Promise<void>;
  /** Removes every job about an account; one that runs writes nothing with its end any more. */
  readonly eraseSubject: (accountId: string) => Promise<void>;
  readonly ofSubject: (accountId: string) => Promise<readonly JobView[]>;
}

const COLUMNS = [
  "id",
  "name",
  "state",
  "priority",
  "run_at",
  "waits_from",
  "attempt",
  "retries",
  "dedupe_key",
  "claimed_by",
  "subject_id",
  "context",
  "last_error",
  "created_at",
  "started_at",
  "ended_at",
  "expires_at",
] as const satisfies readonly (keyof JobRow)[];

const MAX_OF_SUBJECT = 10_000;
/** How faults of {@link HopelessJob} are kept: by their name first. */
const GIVEN_UP = "HopelessJob: %";

const createChanges = (
  store: Store,
  onReady: () => void,
): Pick<JobOverview, "rerun" | "remove" | "removeExpired" | "eraseSubject"> => {
  const jobs = () => store.write<JobTables>();
  return {
    rerun: async (id) => {
      const { numUpdatedRows } = await jobs()
        .updateTable("jobs")
        .set({ state: "ready", attempt: 0, run_at: 0, ended_at: null, expires_at: null })
        .where("id", "=", id)
        .where("state", "=", "dead")
        .executeTakeFirstOrThrow();
      if (numUpdatedRows > 0n) onReady();
      return numUpdatedRows > 0n;
    },
    remove: async (id) => {
      const { numDeletedRows } = await jobs()
        .deleteFrom("jobs")
        .where("id", "=", id)
        .where("state", "in", ["dead", "ready"])
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
    removeExpired: async () => {
      await jobs().deleteFrom("jobs").where("expires_at", "<", store.clock.now()).execute();
    },
    eraseSubject: async (accountId) => {
      await jobs().deleteFrom("jobs").where("subject_id", "=", accountId).execute();
    },
  };
};

/** Builds it; `schedules` are those that the application declares. */
export const createOverview = (
  store: Store,
  schedules: () => readonly Schedule[],
  onReady: () => void,
): JobOverview => ({
  ...createChanges(store, onReady),
  counts: async () => {
    const rows = await store
      .read<JobTables>()
      .selectFrom("jobs")
      .select((eb) => [
        "name",
        "state",
        eb.fn.countAll<number>().as("count"),
        sql<number>`min(case when run_at = 0 then created_at else run_at end)`.as("due"),
      ])
      .groupBy(["name", "state"])
      .orderBy("name")
      .orderBy("state")
      .execute();
    return rows.map(({ name, state, count, due }) => ({
      name,
      state,
      count: Number(count),
      dueSince: Number(due),
    }));
  },
  countFaulty: async () => {
    const row = await store
      .read<JobTables>()
      .selectFrom("jobs")
      .select((eb) => eb.fn.countAll<number>().as("count"))
      .where("state", "=", "dead")
      .where((eb) => eb.or([eb("last_error", "is", null), eb("last_error", "not like", GIVEN_UP)]))
      .executeTakeFirst();
    return Number(row?.count ?? 0);
  },
  list: async (state, limit, before) => {
    let query = store.read<JobTables>().selectFrom("jobs").select(COLUMNS);
    query = query.orderBy("id", "desc").limit(limit);
    if (state !== undefined) query = query.where("state", "=", state);
    if (before !== undefined) query = query.where("id", "<", before);
    return (await query.execute()).map(viewOf);
  },
  schedules: async () => {
    const rows = await store.read<JobTables>().selectFrom("job_schedules").selectAll().execute();
    return schedules().map(({ name, cron, timeZone, job }) => {
      const row = rows.find((one) => one.name === name);
      return {
        name,
        cron,
        timeZone,
        job: job.name,
        nextAt: row?.next_at,
        lastAt: row?.last_at ?? undefined,
      };
    });
  },
  ofSubject: async (accountId) => {
    const rows = await store
      .read<JobTables>()
      .selectFrom("jobs")
      .select(COLUMNS)
      .where("subject_id", "=", accountId)
      .limit(MAX_OF_SUBJECT)
      .execute();
    return rows.map(viewOf);
  },
});
