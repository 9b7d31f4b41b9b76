import { defineMigration, type Migration } from "#store";

const anomalies = defineMigration({
  id: "anomalies-0001",
  reason: "times in which latency, errors or the rate of requests were not as usual are kept",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("anomalies")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("node", columns.id, (column) => column.notNull())
      .addColumn("class", columns.text, (column) => column.notNull())
      .addColumn("signal", columns.text, (column) => column.notNull())
      .addColumn("started_at", columns.time, (column) => column.notNull())
      .addColumn("last_at", columns.time, (column) => column.notNull())
      .addColumn("ended_at", columns.time)
      .addColumn("points", columns.integer, (column) => column.notNull())
      .addColumn("value", columns.real, (column) => column.notNull())
      .addColumn("expected", columns.real, (column) => column.notNull())
      .addColumn("z", columns.real, (column) => column.notNull())
      .addColumn("is_settled", columns.flag, (column) => column.notNull())
      .execute();
    await db.schema.createIndex("anomalies_by_time").on("anomalies").column("last_at").execute();
  },
  down: async (db) => {
    await db.schema.dropTable("anomalies").execute();
  },
});

/** The table of anomalies. */
export const anomalyMigrations: readonly Migration[] = [anomalies];
