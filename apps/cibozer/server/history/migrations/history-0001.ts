import { defineMigration } from "plinth";

/** One row of a meal that somebody had: which one it was is sealed, and found by its day. */
export const history0001 = defineMigration({
  id: "history-0001",
  reason: "What somebody had is kept, so that the next plan repeats less of it",
  compatible: "expand",
  up: async (db, { columns, createTable }) => {
    await createTable("eaten_meals")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) => column.notNull())
      .addColumn("day", columns.text, (column) => column.notNull())
      .addColumn("slot", columns.text, (column) => column.notNull())
      .addColumn("meal", columns.text, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("eaten_meals_by_account")
      .on("eaten_meals")
      .columns(["account_id", "day", "slot"])
      .unique()
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("eaten_meals").execute();
  },
});
