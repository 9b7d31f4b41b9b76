import { defineMigration } from "plinth";

/** Plans are kept whole, as JSON: they are read and replaced as one, and carry their own request. */
export const plans0001 = defineMigration({
  id: "plans-0001",
  reason: "Saved meal plans of accounts",
  compatible: "expand",
  up: async (db, { columns, createTable }) => {
    await createTable("plans")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) => column.notNull())
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("updated_at", columns.time, (column) => column.notNull())
      .addColumn("revision", columns.integer, (column) => column.notNull())
      .addColumn("summary", columns.json, (column) => column.notNull())
      .addColumn("plan", columns.json, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("plans_by_account")
      .on("plans")
      .columns(["account_id", "created_at"])
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("plans").execute();
  },
});
