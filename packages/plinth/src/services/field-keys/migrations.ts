import { defineMigration, type Migration } from "#store";

const keys = defineMigration({
  id: "field-keys-0001",
  reason: "columns with health data and the like are sealed with keys that rotate (PRIV-06)",
  compatible: "expand",
  up: async (_db, { createTable, columns }) => {
    await createTable("data_keys")
      .addColumn("number", columns.integer, (column) => column.primaryKey())
      .addColumn("sealed_key", columns.text, (column) => column.notNull())
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("data_keys").execute();
  },
});

/** The table of the keys that columns are sealed with. */
export const fieldKeyMigrations: readonly Migration[] = [keys];
