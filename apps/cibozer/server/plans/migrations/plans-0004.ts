import { defineMigration } from "plinth";

/** Links under which others see a plan. */
export const plans0004 = defineMigration({
  id: "plans-0004",
  reason: "Plans are shared by links that end",
  compatible: "expand",
  up: async (db, { columns, createTable }) => {
    await createTable("plan_shares")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) => column.notNull())
      .addColumn("plan_id", columns.id, (column) => column.notNull())
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("token_hash", columns.text, (column) => column.notNull())
      .addColumn("password_hash", columns.text)
      .addColumn("expires_at", columns.time)
      .addColumn("max_views", columns.integer)
      .addColumn("views", columns.integer, (column) => column.notNull())
      .addColumn("wrong", columns.integer, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("plan_shares_by_token")
      .on("plan_shares")
      .column("token_hash")
      .unique()
      .execute();
    await db.schema
      .createIndex("plan_shares_by_account")
      .on("plan_shares")
      .columns(["account_id", "plan_id"])
      .execute();
    await db.schema
      .createIndex("plan_shares_by_plan")
      .on("plan_shares")
      .column("plan_id")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("plan_shares").execute();
  },
});
