import type { Store } from "#store";
import type { DayRow, HistoryRow } from "./timeline.ts";

/** The tables of the history. */
interface HealthTables {
  readonly health_history: HistoryRow;
  readonly health_days: DayRow;
}

/** Which stretches to read; times in milliseconds since the epoch. */
export interface HistoryQuery {
  readonly component: string | undefined;
  /** Stretches that nobody saw any more since then are left out. */
  readonly seenFrom: number;
  readonly to: number;
  readonly limit: number;
}

/** The history in the database. */
export interface HealthRepository {
  /** Writes all in one transaction; the same again changes nothing. */
  readonly save: (rows: readonly HistoryRow[], days: readonly DayRow[]) => Promise<void>;
  /** The newest stretches of the time asked for, newest first. */
  readonly find: (query: HistoryQuery) => Promise<readonly HistoryRow[]>;
  readonly days: (from: string) => Promise<readonly DayRow[]>;
  /** Forgets what ended before `historyBefore`, and days before `daysBefore`. */
  readonly forget: (historyBefore: number, daysBefore: string) => Promise<void>;
}

/** Rows of one statement: SQLite takes 32,766 values, PostgreSQL 65,535. */
const BATCH = 200;

const inBatches = <T>(list: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(list.length / BATCH) }, (_, index) =>
    list.slice(index * BATCH, (index + 1) * BATCH),
  );

/** Builds the repository on a store. */
export const createHealthRepository = (store: Store): HealthRepository => ({
  save: (rows, days) =>
    store.transaction<HealthTables, void>(async (tx) => {
      for (const batch of inBatches(rows)) {
        await tx
          .insertInto("health_history")
          .values([...batch])
          .onConflict((conflict) =>
            conflict.column("id").doUpdateSet((update) => ({
              detail: update.ref("excluded.detail"),
              seen_at: update.ref("excluded.seen_at"),
              until_at: update.ref("excluded.until_at"),
            })),
          )
          .execute();
      }
      for (const batch of inBatches(days)) {
        await tx
          .insertInto("health_days")
          .values([...batch])
          .onConflict((conflict) =>
            conflict.columns(["component", "day", "instance"]).doUpdateSet((update) => ({
              ok_ms: update.ref("excluded.ok_ms"),
              degraded_ms: update.ref("excluded.degraded_ms"),
              failed_ms: update.ref("excluded.failed_ms"),
            })),
          )
          .execute();
      }
    }),
  find: ({ component, seenFrom, to, limit }) => {
    const touching = store
      .read<HealthTables>()
      .selectFrom("health_history")
      .selectAll()
      .where("since_at", "<=", to)
      .where("seen_at", ">=", seenFrom)
      .orderBy("since_at", "desc")
      .orderBy("id", "desc")
      .limit(limit);
    const wanted = component === undefined ? touching : touching.where("component", "=", component);
    return wanted.execute();
  },
  days: (from) =>
    store
      .read<HealthTables>()
      .selectFrom("health_days")
      .selectAll()
      .where("day", ">=", from)
      .execute(),
  forget: async (historyBefore, daysBefore) => {
    const db = store.write<HealthTables>();
    await db.deleteFrom("health_history").where("seen_at", "<", historyBefore).execute();
    await db.deleteFrom("health_days").where("day", "<", daysBefore).execute();
  },
});
