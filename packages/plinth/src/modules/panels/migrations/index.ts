import { defineMigration, type Migration } from "#store";

const panels = defineMigration({
  id: "panels-0001",
  reason: "whoever operates finds the charts of their own again on every device (OBS-12)",
  compatible: "expand",
  up: async (_, { createTable, columns }) => {
    await createTable("console_panels")
      .addColumn("account_id", columns.id, (column) => column.primaryKey())
      .addColumn("panels", columns.json, (column) => column.notNull())
      .addColumn("changed_at", columns.time, (column) => column.notNull())
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("console_panels").execute();
  },
});

/** The table of panels. */
export const panelMigrations: readonly Migration[] = [panels];
