import { type Store, sql } from "#store";

type AnyTables = Record<string, Record<string, unknown>>;

/** All SQL about rows whose time is over, in whatever table. */
export interface RetentionRepository {
  readonly countBefore: (table: string, column: string, instant: number) => Promise<number>;
  /** How many were removed. */
  readonly removeBefore: (table: string, column: string, instant: number) => Promise<number>;
}

/** Builds the repository on a store. */
export const createRetentionRepository = (store: Store): RetentionRepository => ({
  countBefore: async (table, column, instant) => {
    const row = await store
      .read<AnyTables>()
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<number | string>().as("count"))
      .where(sql.ref(column), "<", instant)
      .executeTakeFirst();
    return Number(row?.count ?? 0);
  },
  removeBefore: async (table, column, instant) => {
    const { numDeletedRows } = await store
      .write<AnyTables>()
      .deleteFrom(table)
      .where(sql.ref(column), "<", instant)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  },
});
