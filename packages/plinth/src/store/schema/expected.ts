import { type Kysely, sql } from "#vendor/kysely";
import type { Store } from "../contract.ts";
import { openConnection } from "../embedded/database.ts";
import type { Migration } from "../migrations/define.ts";
import { createMigrationDialect, type MigrationTables } from "../migrations/dialect.ts";
import { ensureHistory, type HistoryTables } from "../migrations/history.ts";
import { dialects } from "../queries/dialects.ts";
import { createQueryLayer } from "../queries/query-layer.ts";
import { toSqlValues } from "../queries/values.ts";
import type { Schema } from "./contract.ts";
import { readSchema } from "./read.ts";

const COMMAND_TIMEOUT_MS = 600_000;

/** Carries the result out of a transaction that must not be committed. */
class RolledBack extends Error {
  readonly schema: Schema;

  constructor(schema: Schema) {
    super("rolled back");
    this.schema = schema;
  }
}

/** Makes everything anew in an empty database and looks at it. */
const make = async (
  engine: Store["engine"],
  db: Kysely<MigrationTables>,
  migrations: readonly Migration[],
): Promise<Schema> => {
  await ensureHistory(engine, db as unknown as Kysely<HistoryTables>);
  const dialect = createMigrationDialect(engine, db);
  for (const migration of migrations) await migration.up(db, dialect);
  return readSchema(engine, db);
};

/** In memory: nothing touches the disk. */
const makeEmbedded = async (migrations: readonly Migration[]): Promise<Schema> => {
  const connection = openConnection(":memory:", "write");
  try {
    const db = createQueryLayer(dialects.embedded).transaction<MigrationTables>(
      async (text, parameters) => connection.run(text, toSqlValues(parameters)),
    );
    return await make("embedded", db, migrations);
  } finally {
    connection.close();
  }
};

/**
 * As temporary tables, which need no right that the application has not, in a transaction that is
 * rolled back: nobody else ever sees them.
 */
const makePostgresql = async (store: Store, migrations: readonly Migration[]): Promise<Schema> => {
  try {
    return await store.transaction<MigrationTables, Schema>(
      async (tx) => {
        await sql`select set_config('search_path', 'pg_temp', true)`.execute(tx);
        throw new RolledBack(await make("postgresql", tx, migrations));
      },
      { isolation: "read committed", commandTimeoutMs: COMMAND_TIMEOUT_MS },
    );
  } catch (error) {
    if (error instanceof RolledBack) return error.schema;
    throw error;
  }
};

/** The schema that these migrations make on the store's engine, in this order, out of nothing. */
export const expectedSchema = (store: Store, migrations: readonly Migration[]): Promise<Schema> =>
  store.engine === "embedded" ? makeEmbedded(migrations) : makePostgresql(store, migrations);
