import { defineMigration, type Migration } from "#store";

const ring = defineMigration({
  id: "metrics-history-0001",
  reason: "metrics have a history without any other program: what each slot of time saw, by node",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("metrics_series")
      .addColumn("id", columns.text, (column) => column.primaryKey())
      .addColumn("name", columns.text, (column) => column.notNull())
      .addColumn("kind", columns.text, (column) => column.notNull())
      .addColumn("scope", columns.text, (column) => column.notNull())
      .addColumn("help", columns.text, (column) => column.notNull())
      .addColumn("labels", columns.json, (column) => column.notNull())
      .addColumn("buckets", columns.json, (column) => column.notNull())
      .addColumn("seen_at", columns.time, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("metrics_series_by_name")
      .on("metrics_series")
      .column("name")
      .execute();
    await createTable("metrics_slots")
      .addColumn("tier", columns.integer, (column) => column.notNull())
      .addColumn("shelf", columns.integer, (column) => column.notNull())
      .addColumn("slot", columns.time, (column) => column.notNull())
      .addColumn("node", columns.id, (column) => column.notNull())
      .addColumn("cells", columns.text, (column) => column.notNull())
      .addPrimaryKeyConstraint("metrics_slots_key", ["tier", "shelf", "slot", "node"])
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("metrics_slots").execute();
    await db.schema.dropTable("metrics_series").execute();
  },
});

/** The tables of the history of metrics, in their order. */
export const metricsHistoryMigrations: readonly Migration[] = [ring];
