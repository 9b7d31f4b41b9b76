import { type Kysely, sql } from "#vendor/kysely";
import type { Store } from "../contract.ts";
import { createMigrationDialect, type MigrationTables } from "./dialect.ts";

/** One applied migration, as the database remembers it. */
export interface HistoryRow {
  /** Order of application, from 1. */
  readonly position: number;
  readonly id: string;
  readonly checksum: string;
  /** Milliseconds since the epoch. */
  readonly applied_at: number;
}

/** The table the migrator keeps. */
export interface HistoryTables {
  readonly plinth_migrations: HistoryRow;
}

// Any constant will do, as long as nobody else on the database uses it for an advisory lock.
const LOCK_KEY = 7_305_122_319;

/**
 * Makes this transaction the only migrator: on PostgreSQL by an advisory lock (waiting at most a
 * minute), embedded it already is.
 */
export const lockHistory = async (
  engine: Store["engine"],
  tx: Kysely<HistoryTables>,
): Promise<void> => {
  if (engine === "postgresql") {
    await sql`select set_config('lock_timeout', '60s', true)`.execute(tx);
    await sql`select pg_advisory_xact_lock(${sql.lit(LOCK_KEY)})`.execute(tx);
  }
};

const FIND = {
  embedded: sql`select name as found from sqlite_schema where name = 'plinth_migrations'`,
  postgresql: sql`select 1 as found where to_regclass('plinth_migrations') is not null`,
} as const;

const isThere = async (engine: Store["engine"], db: Kysely<HistoryTables>): Promise<boolean> =>
  (await FIND[engine].execute(db)).rows.length > 0;

/** Makes the table if it is missing; where it is not, no right to make one is needed. */
export const ensureHistory = async (
  engine: Store["engine"],
  tx: Kysely<HistoryTables>,
): Promise<void> => {
  if (await isThere(engine, tx)) return;
  const { createTable, columns } = createMigrationDialect(
    engine,
    tx as unknown as Kysely<MigrationTables>,
  );
  await createTable("plinth_migrations")
    .addColumn("position", columns.integer, (column) => column.notNull().unique())
    .addColumn("id", columns.id, (column) => column.primaryKey())
    .addColumn("checksum", columns.text, (column) => column.notNull())
    .addColumn("applied_at", columns.time, (column) => column.notNull())
    .execute();
};

/** What was applied, in order; nothing when the table does not exist yet. */
export const readHistory = async (
  engine: Store["engine"],
  db: Kysely<HistoryTables>,
): Promise<readonly HistoryRow[]> =>
  (await isThere(engine, db))
    ? db.selectFrom("plinth_migrations").selectAll().orderBy("position").execute()
    : [];
