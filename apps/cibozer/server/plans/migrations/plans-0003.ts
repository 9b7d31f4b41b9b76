import { defineMigration } from "plinth";

/** What of a plan's shopping list is in the basket: apart from the plan, which it does not change. */
export const plans0003 = defineMigration({
  id: "plans-0003",
  reason: "Shopping lists are ticked off on any device",
  compatible: "expand",
  up: async (db, { columns, createTable }) => {
    await createTable("grocery_checks")
      .addColumn("plan_id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) => column.notNull())
      .addColumn("checked", columns.json, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("grocery_checks_by_account")
      .on("grocery_checks")
      .column("account_id")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("grocery_checks").execute();
  },
});
