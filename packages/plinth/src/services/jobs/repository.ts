import { type Store, sql } from "#store";
import type { Expression, ExpressionBuilder, Kysely, SqlBool } from "#vendor/kysely";
import type { Fence, JobRow, JobTables } from "./rows.ts";

/** A clock so far before the beginning of a pause was set back; less is how clocks of nodes differ. */
const SKEW_MS = 60_000;
const DEAD_KEPT_MS = 30 * 86_400_000;

/** How an attempt ended. */
export type Ending =
  | { readonly kind: "done"; readonly keepMs: number }
  | { readonly kind: "failed"; readonly error: string; readonly pauseMs: number }
  /** It counts for no attempt: refused without being tried, or ended by a stop. */
  | { readonly kind: "returned"; readonly pauseMs: number }
  | { readonly kind: "dead"; readonly error: string };

/** All SQL of the worker and of who takes jobs in. */
export interface JobRepository {
  /** False when one with its key waits or runs. */
  readonly insert: (row: JobRow, tx?: Kysely<JobTables>) => Promise<boolean>;
  /** Takes up to `most` jobs for a worker, in one statement. */
  readonly claim: (
    worker: string,
    names: readonly string[],
    most: number,
  ) => Promise<readonly JobRow[]>;
  /** Writes the end of an attempt; false where the job is not the attempt's any more. */
  readonly settle: (fence: Fence, ending: Ending, tx?: Kysely<JobTables>) => Promise<boolean>;
  /** Writes that attempts of any jobs are done; the ids of those that still were the attempts'. */
  readonly settleDone: (fences: readonly Fence[], keepMs: number) => Promise<ReadonlySet<string>>;
  /** The next instant that a job waits for; undefined where none does. */
  readonly nextAt: (names: readonly string[]) => Promise<number | undefined>;
  readonly register: (worker: string) => Promise<void>;
  /** False when the worker was given up by another node. */
  readonly beat: (worker: string) => Promise<boolean>;
  readonly workers: () => Promise<readonly { readonly id: string; readonly beat: number }[]>;
  /** Takes the jobs of a worker that has died; counts them. Its beat must still be the one seen. */
  readonly bury: (worker: string, beat: number) => Promise<number>;
  /** Takes the jobs of workers that are not there any more; counts them. */
  readonly releaseOrphans: () => Promise<number>;
  /** Gives back all that a worker holds, and forgets the worker. */
  readonly leave: (worker: string) => Promise<void>;
}

const changesOf = (ending: Ending, fence: Fence, now: number): Partial<JobRow> => {
  const over = { claimed_by: null, dedupe_key: null, ended_at: now };
  switch (ending.kind) {
    case "done":
      // What it was about is not kept: only that it was done.
      return { ...over, state: "done", payload: "null", expires_at: now + ending.keepMs };
    case "dead":
      return { ...over, state: "dead", last_error: ending.error, expires_at: now + DEAD_KEPT_MS };
    case "failed":
      return {
        state: "ready",
        claimed_by: null,
        last_error: ending.error,
        run_at: now + ending.pauseMs,
        waits_from: now,
      };
    case "returned":
      return {
        state: "ready",
        claimed_by: null,
        attempt: fence.attempt - 1,
        run_at: ending.pauseMs === 0 ? 0 : now + ending.pauseMs,
        waits_from: ending.pauseMs === 0 ? null : now,
      };
  }
};

const held = ({ id, worker, attempt }: Fence) => {
  return (eb: ExpressionBuilder<JobTables, "jobs">) =>
    eb.and([
      eb("id", "=", id),
      eb("claimed_by", "=", worker),
      eb("attempt", "=", attempt),
      eb("state", "=", "running"),
    ]);
};

const createClaim = (store: Store): JobRepository["claim"] => {
  const isShared = store.engine === "postgresql";
  return async (worker, names, most) => {
    const now = store.clock.now();
    const picked = sql`select id from jobs where state = 'ready'
      and name in (${sql.join(names)})
      and (run_at <= ${now} or waits_from > ${now + SKEW_MS})
      order by priority desc, id limit ${most}`;
    // An array is made once; a subquery the planner may run for every row.
    const chosen = isShared
      ? sql`id = any(array(${picked} for update skip locked))`
      : sql`id in (${picked})`;
    const { rows } = await sql<JobRow>`update jobs set state = 'running', claimed_by = ${worker},
      attempt = attempt + 1, started_at = ${now}, run_at = 0, waits_from = null
      where ${chosen} returning *`.execute(store.write<JobTables>());
    return rows.toSorted((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));
  };
};

/** What has become of jobs whose worker died in the middle: the attempt counts, it may have been its fault. */
const release = async (
  tx: Kysely<JobTables>,
  isTheirs: (eb: ExpressionBuilder<JobTables, "jobs">) => Expression<SqlBool>,
  now: number,
): Promise<number> => {
  const mine = () => tx.updateTable("jobs").where("state", "=", "running").where(isTheirs);
  const last_error = "The process ended in the middle of it.";
  const dead = await mine()
    .set({
      state: "dead",
      claimed_by: null,
      dedupe_key: null,
      last_error,
      ended_at: now,
      expires_at: now + DEAD_KEPT_MS,
    })
    .whereRef("attempt", ">", "retries")
    .executeTakeFirstOrThrow();
  const again = await mine()
    .set({ state: "ready", claimed_by: null, last_error })
    .executeTakeFirstOrThrow();
  return Number(dead.numUpdatedRows + again.numUpdatedRows);
};

const workerStatements = (
  store: Store,
): Pick<JobRepository, "register" | "beat" | "workers" | "bury" | "releaseOrphans" | "leave"> => ({
  register: async (id) => {
    await store.write<JobTables>().insertInto("job_workers").values({ id, beat: 0 }).execute();
  },
  beat: async (id) => {
    const { numUpdatedRows } = await store
      .write<JobTables>()
      .updateTable("job_workers")
      .set((eb) => ({ beat: eb("beat", "+", 1) }))
      .where("id", "=", id)
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  },
  workers: () => store.read<JobTables>().selectFrom("job_workers").selectAll().execute(),
  bury: (worker, beat) =>
    store.transaction<JobTables, number>(async (tx) => {
      const { numDeletedRows } = await tx
        .deleteFrom("job_workers")
        .where("id", "=", worker)
        .where("beat", "=", beat)
        .executeTakeFirstOrThrow();
      return numDeletedRows === 0n
        ? 0
        : release(tx, (eb) => eb("claimed_by", "=", worker), store.clock.now());
    }),
  releaseOrphans: async () => {
    const orphans = (eb: ExpressionBuilder<JobTables, "jobs">) =>
      eb("claimed_by", "not in", eb.selectFrom("job_workers").select("id"));
    const found = await store
      .read<JobTables>()
      .selectFrom("jobs")
      .select("id")
      .where("state", "=", "running")
      .where(orphans)
      .limit(1)
      .executeTakeFirst();
    if (found === undefined) return 0;
    return store.transaction<JobTables, number>((tx) => release(tx, orphans, store.clock.now()));
  },
  leave: (worker) =>
    store.transaction<JobTables, void>(async (tx) => {
      await tx
        .updateTable("jobs")
        .set((eb) => ({ state: "ready", claimed_by: null, attempt: eb("attempt", "-", 1) }))
        .where("claimed_by", "=", worker)
        .where("state", "=", "running")
        .execute();
      await tx.deleteFrom("job_workers").where("id", "=", worker).execute();
    }),
});

/** Builds the repository on a store. */
export const createJobRepository = (store: Store): JobRepository => ({
  ...workerStatements(store),
  claim: createClaim(store),
  insert: async (row, tx = store.write<JobTables>()) => {
    const { numInsertedOrUpdatedRows = 0n } = await tx
      .insertInto("jobs")
      .values(row)
      .onConflict((on) => on.columns(["name", "dedupe_key"]).doNothing())
      .executeTakeFirstOrThrow();
    return numInsertedOrUpdatedRows > 0n;
  },
  settle: async (fence, ending, tx = store.write<JobTables>()) => {
    if (ending.kind === "done" && ending.keepMs === 0) {
      const { numDeletedRows } = await tx
        .deleteFrom("jobs")
        .where(held(fence))
        .executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    }
    const { numUpdatedRows } = await tx
      .updateTable("jobs")
      .set(changesOf(ending, fence, store.clock.now()))
      .where(held(fence))
      .executeTakeFirstOrThrow();
    return numUpdatedRows > 0n;
  },
  settleDone: async (fences, keepMs) => {
    const [first] = fences;
    if (first === undefined) return new Set();
    const theirs = (eb: ExpressionBuilder<JobTables, "jobs">) =>
      eb.or(fences.map((fence) => held(fence)(eb)));
    const db = store.write<JobTables>();
    const rows =
      keepMs === 0
        ? await db.deleteFrom("jobs").where(theirs).returning("id").execute()
        : await db
            .updateTable("jobs")
            .set(changesOf({ kind: "done", keepMs }, first, store.clock.now()))
            .where(theirs)
            .returning("id")
            .execute();
    return new Set(rows.map(({ id }) => id));
  },
  nextAt: async (names) => {
    const row = await store
      .read<JobTables>()
      .selectFrom("jobs")
      .select((eb) => eb.fn.min("run_at").as("at"))
      .where("state", "=", "ready")
      .where("name", "in", names)
      .executeTakeFirst();
    return row?.at ?? undefined;
  },
});
