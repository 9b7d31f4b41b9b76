import { defineMigration } from "plinth";

/** What people say of the planner; read by state, newest first. */
export const feedback0001 = defineMigration({
  id: "feedback-0001",
  reason: "What people say of the planner",
  compatible: "expand",
  up: async (db, { columns, createTable }) => {
    await createTable("feedback")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) => column.notNull())
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("kind", columns.text, (column) => column.notNull())
      .addColumn("body", columns.text, (column) => column.notNull())
      .addColumn("page", columns.text, (column) => column.notNull())
      .addColumn("state", columns.text, (column) => column.notNull())
      .execute();
    // Ids rise with time.
    await db.schema
      .createIndex("feedback_by_state")
      .on("feedback")
      .columns(["state", "id"])
      .execute();
    await db.schema
      .createIndex("feedback_by_account")
      .on("feedback")
      .column("account_id")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("feedback").execute();
  },
});
