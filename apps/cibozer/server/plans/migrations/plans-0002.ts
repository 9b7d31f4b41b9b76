import { defineMigration } from "plinth";

/**
 * What a plan was before its last changes, so that each can be taken back: recipes and portions
 * only, because the rest follows from them.
 */
export const plans0002 = defineMigration({
  id: "plans-0002",
  reason: "Changes of plans can be taken back",
  compatible: "expand",
  up: async (db, { columns, createTable }) => {
    await createTable("plan_versions")
      .addColumn("plan_id", columns.id, (column) => column.notNull())
      .addColumn("revision", columns.integer, (column) => column.notNull())
      .addColumn("account_id", columns.id, (column) => column.notNull())
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("menu", columns.json, (column) => column.notNull())
      .addPrimaryKeyConstraint("plan_versions_key", ["plan_id", "revision"])
      .execute();
    await db.schema
      .createIndex("plan_versions_by_account")
      .on("plan_versions")
      .column("account_id")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("plan_versions").execute();
  },
});
