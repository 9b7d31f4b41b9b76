import { defineMigration, type Migration } from "#store";

const costs = defineMigration({
  id: "costs-0001",
  reason: "administrators see what calls of paid services cost, by account and endpoint",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("cost_entries")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("at", columns.time, (column) => column.notNull())
      .addColumn("account_id", columns.id, (column) =>
        column.references("accounts.id").onDelete("set null"),
      )
      .addColumn("endpoint", columns.text, (column) => column.notNull())
      .addColumn("model", columns.text, (column) => column.notNull())
      .addColumn("tokens_in", columns.integer, (column) => column.notNull())
      .addColumn("tokens_out", columns.integer, (column) => column.notNull())
      .addColumn("cost_micros", columns.integer, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("cost_entries_by_account")
      .on("cost_entries")
      .columns(["account_id", "id"])
      .execute();
    await db.schema.createIndex("cost_entries_by_time").on("cost_entries").column("at").execute();
  },
  down: async (db) => {
    await db.schema.dropTable("cost_entries").execute();
  },
});

/** The table of costs. */
export const costMigrations: readonly Migration[] = [costs];
