import { defineMigration } from "#store";

/** The level that an administrator set for a while, for all nodes. */
export const logLevels = defineMigration({
  id: "logs-0001",
  reason: "all nodes write what an administrator wants to see for a while, also after a restart",
  compatible: "expand",
  up: async (_db, { createTable, columns }) => {
    await createTable("log_levels")
      .addColumn("name", columns.text, (column) => column.primaryKey())
      .addColumn("level", columns.text, (column) => column.notNull())
      .addColumn("until", columns.time, (column) => column.notNull())
      .addColumn("changed_at", columns.time, (column) => column.notNull())
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("log_levels").execute();
  },
});
