import type { Clock } from "#core";
import type { Store } from "#store";
import type { Kysely } from "#vendor/kysely";
import type { JobQueue, Schedule } from "./contract.ts";
import { tickAfter } from "./define.ts";
import type { JobTables, ScheduleRow } from "./rows.ts";

/** A schedule whose next tick is further off than its rule says is put right after so long at most. */
const DOUBT_MS = 600_000;

/** What the planner is built from. */
export interface PlannerParts {
  readonly store: Store;
  readonly queue: JobQueue;
  readonly schedules: readonly Schedule[];
  readonly monotonic: Clock;
}

/** Enqueues the jobs of schedules. */
export interface Planner {
  /**
   * Enqueues what is due, once over all nodes; the next tick in milliseconds since the epoch, or
   * undefined where there is none. Rejects as the store does.
   */
  readonly advance: () => Promise<number | undefined>;
}

const ruleOf = ({ cron, timeZone }: Schedule): string => `${cron} ${timeZone}`;

/** Puts rows of rules that are new or were changed in the place of old ones. */
const createRows = ({ store, schedules }: PlannerParts) => {
  const read = async (): Promise<readonly ScheduleRow[]> =>
    store.read<JobTables>().selectFrom("job_schedules").selectAll().execute();
  const missingIn = (rows: readonly ScheduleRow[]) =>
    schedules.filter(
      (schedule) =>
        !rows.some(({ name, rule }) => name === schedule.name && rule === ruleOf(schedule)),
    );
  return async (): Promise<readonly ScheduleRow[]> => {
    const rows = await read();
    const missing = missingIn(rows);
    if (missing.length === 0) return rows;
    const now = store.clock.now();
    await store.transaction<JobTables, void>(async (tx) => {
      for (const schedule of missing) {
        const rule = ruleOf(schedule);
        const next_at = tickAfter(schedule, now) ?? Number.MAX_SAFE_INTEGER;
        await tx
          .insertInto("job_schedules")
          .values({ name: schedule.name, rule, next_at, last_at: null })
          .onConflict((on) =>
            on
              .column("name")
              .doUpdateSet({ rule, next_at })
              .where("job_schedules.rule", "!=", rule),
          )
          .execute();
      }
    });
    return read();
  };
};

/** Moves the next tick of a row that still says what was read; true for the one node that did it. */
const move = async (
  tx: Kysely<JobTables>,
  { name, next_at }: ScheduleRow,
  to: Partial<ScheduleRow>,
): Promise<boolean> => {
  const { numUpdatedRows } = await tx
    .updateTable("job_schedules")
    .set(to)
    .where("name", "=", name)
    .where("next_at", "=", next_at)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
};

/**
 * Builds the planner. The next tick is a row, and whoever moves it on enqueues the job in the same
 * transaction. A clock set forward makes one tick of all that were passed over. A clock set back
 * leaves a next tick that is too far off: it is put right once nobody moved the row for the length of
 * a period, ten minutes at most, so that nodes whose clocks differ do not run a tick twice.
 */
export const createPlanner = (parts: PlannerParts): Planner => {
  const { store, queue, schedules, monotonic } = parts;
  const rows = createRows(parts);
  const unmoved = new Map<string, { readonly nextAt: number; readonly since: number }>();

  const run = (schedule: Schedule, row: ScheduleRow, next: number): Promise<void> =>
    store.transaction<JobTables, void>(async (tx) => {
      const { job, name, payload } = schedule;
      const isMine = await move(tx, row, { next_at: next, last_at: row.next_at });
      if (isMine) await queue.enqueue(job, payload, { key: `schedule:${name}` }, tx);
    });

  /** How long the row has been as it is, as far as this node saw. */
  const ageOf = ({ name, next_at }: ScheduleRow): number => {
    const now = monotonic.now();
    const known = unmoved.get(name);
    if (known?.nextAt === next_at) return now - known.since;
    unmoved.set(name, { nextAt: next_at, since: now });
    return 0;
  };

  const advanceOne = async (schedule: Schedule, row: ScheduleRow): Promise<number> => {
    const now = store.clock.now();
    const next = tickAfter(schedule, now) ?? Number.MAX_SAFE_INTEGER;
    const age = ageOf(row);
    if (row.next_at <= now) {
      await run(schedule, row, next);
      return next;
    }
    if (row.next_at <= next) return row.next_at;
    const period = (tickAfter(schedule, next) ?? next) - next;
    if (age < Math.min(period, DOUBT_MS)) return now + Math.min(period, DOUBT_MS) - age;
    await move(store.write<JobTables>(), row, { next_at: next });
    return next;
  };

  return {
    advance: async () => {
      if (schedules.length === 0) return undefined;
      const known = await rows();
      let soonest: number | undefined;
      for (const schedule of schedules) {
        const row = known.find(({ name }) => name === schedule.name);
        const next = row === undefined ? undefined : await advanceOne(schedule, row);
        if (next !== undefined) soonest = Math.min(soonest ?? next, next);
      }
      return soonest;
    },
  };
};
