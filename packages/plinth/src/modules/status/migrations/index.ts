import { defineMigration, type Migration } from "#store";
import { statusIndexes } from "./indexes.ts";

const history = defineMigration({
  id: "status-0001",
  reason: "checks leave a history of what was up and down, and of what was measured each day",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("health_history")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("component", columns.text, (column) => column.notNull())
      .addColumn("instance", columns.id, (column) => column.notNull())
      .addColumn("state", columns.text, (column) => column.notNull())
      .addColumn("detail", columns.text, (column) => column.notNull())
      .addColumn("since_at", columns.time, (column) => column.notNull())
      .addColumn("seen_at", columns.time, (column) => column.notNull())
      .addColumn("until_at", columns.time)
      .execute();
    await db.schema
      .createIndex("health_history_by_start")
      .on("health_history")
      .column("since_at")
      .execute();
    await db.schema
      .createIndex("health_history_by_look")
      .on("health_history")
      .column("seen_at")
      .execute();
    await createTable("health_days")
      .addColumn("component", columns.text, (column) => column.notNull())
      .addColumn("day", columns.text, (column) => column.notNull())
      .addColumn("instance", columns.id, (column) => column.notNull())
      .addColumn("ok_ms", columns.integer, (column) => column.notNull())
      .addColumn("degraded_ms", columns.integer, (column) => column.notNull())
      .addColumn("failed_ms", columns.integer, (column) => column.notNull())
      .addPrimaryKeyConstraint("health_days_key", ["component", "day", "instance"])
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("health_days").execute();
    await db.schema.dropTable("health_history").execute();
  },
});

/** The tables of the status module, in their order. */
export const statusMigrations: readonly Migration[] = [history, statusIndexes];
