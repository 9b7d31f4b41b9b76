import { defineMigration, type Migration } from "#store";

const objectives = defineMigration({
  id: "slo-0001",
  reason: "a month of what probes and requests found, by slot and node, and when nobody was there",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("slo_slots")
      .addColumn("tier", columns.integer, (column) => column.notNull())
      .addColumn("slot", columns.time, (column) => column.notNull())
      .addColumn("node", columns.id, (column) => column.notNull())
      .addColumn("good_ms", columns.integer, (column) => column.notNull())
      .addColumn("bad_ms", columns.integer, (column) => column.notNull())
      .addColumn("requests", columns.integer, (column) => column.notNull())
      .addColumn("faults", columns.integer, (column) => column.notNull())
      .addPrimaryKeyConstraint("slo_slots_key", ["tier", "slot", "node"])
      .execute();
    await createTable("slo_gaps")
      .addColumn("from_at", columns.time, (column) => column.primaryKey())
      .addColumn("to_at", columns.time, (column) => column.notNull())
      .addColumn("is_planned", columns.flag, (column) => column.notNull())
      .execute();
    await createTable("slo_nodes")
      .addColumn("node", columns.id, (column) => column.primaryKey())
      .addColumn("seen_at", columns.time, (column) => column.notNull())
      .addColumn("is_stopped", columns.flag, (column) => column.notNull())
      .execute();
    await db.schema.createIndex("slo_nodes_by_time").on("slo_nodes").column("seen_at").execute();
  },
  down: async (db) => {
    await db.schema.dropTable("slo_nodes").execute();
    await db.schema.dropTable("slo_gaps").execute();
    await db.schema.dropTable("slo_slots").execute();
  },
});

/** The tables of the objective, in their order. */
export const sloMigrations: readonly Migration[] = [objectives];
