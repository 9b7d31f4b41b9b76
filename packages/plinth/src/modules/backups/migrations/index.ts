import { defineMigration, type Migration } from "#store";

const sentinels = defineMigration({
  id: "backups-0001",
  reason: "a drill writes a row and finds it in what it restored, or the backup is not proven",
  compatible: "expand",
  up: async (_, { createTable, columns }) => {
    await createTable("backup_sentinels")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("at", columns.time, (column) => column.notNull())
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("backup_sentinels").execute();
  },
});

/** The table of rows that drills look for. */
export const backupMigrations: readonly Migration[] = [sentinels];
