import type { Kysely } from "#vendor/kysely";
import type { MigrationDialect, MigrationTables } from "./dialect.ts";

/** One change of the schema and its way back. Each direction is one transaction. */
export interface Migration {
  /** Owner and number, such as "accounts-0001". Never changed once released. */
  readonly id: string;
  /** Why, for the person who reads the status in a year. */
  readonly reason: string;
  /**
   * "expand": the release before runs on with what this makes, because it only adds. That release
   * then starts on such a database; without this it refuses.
   */
  readonly compatible?: "expand";
  readonly up: (db: Kysely<MigrationTables>, dialect: MigrationDialect) => Promise<void>;
  readonly down: (db: Kysely<MigrationTables>, dialect: MigrationDialect) => Promise<void>;
}

/**
 * Declares a migration.
 * @throws {RangeError} when the id does not look like "accounts-0001" or the reason is empty.
 * @example
 * defineMigration({
 *   id: "notes-0001",
 *   reason: "people write notes",
 *   up: async (_db, { createTable, columns }) => {
 *     await createTable("note")
 *       .addColumn("id", columns.id, (column) => column.primaryKey())
 *       .addColumn("body", columns.text, (column) => column.notNull())
 *       .execute();
 *   },
 *   down: async (db) => {
 *     await db.schema.dropTable("note").execute();
 *   },
 * });
 */
export const defineMigration = (migration: Migration): Migration => {
  if (!/^[a-z][a-z0-9-]*-\d{4}$/.test(migration.id)) {
    throw new RangeError(`migration id "${migration.id}" is not like "accounts-0001"`);
  }
  if (migration.reason.trim() === "") {
    throw new RangeError(`migration ${migration.id} gives no reason`);
  }
  return Object.freeze({ ...migration });
};
