import { defineMigration, type Migration } from "#store";

const signingKeys = defineMigration({
  id: "tokens-0001",
  reason: "keys that sign access tokens rotate, and all nodes of a database know all of them",
  compatible: "expand",
  up: async (_db, { createTable, columns }) => {
    await createTable("signing_keys")
      .addColumn("number", columns.integer, (column) => column.primaryKey())
      .addColumn("kid", columns.text, (column) => column.notNull().unique())
      .addColumn("algorithm", columns.text, (column) => column.notNull())
      .addColumn("sealed_key", columns.text)
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("signs_from", columns.time, (column) => column.notNull())
      .addColumn("retired_at", columns.time)
      .addColumn("expires_at", columns.time)
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("signing_keys").execute();
  },
});

/** The table of signing keys. */
export const tokenMigrations: readonly Migration[] = [signingKeys];
