import { defineMigration } from "plinth";

/** What somebody finds wrong with what others gave or shared; a decision removes it. */
export const reports0001 = defineMigration({
  id: "reports-0001",
  reason: "People report recipes and shared plans, and reviewers decide",
  compatible: "expand",
  up: async (db, { columns, createTable }) => {
    await createTable("content_reports")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("kind", columns.text, (column) => column.notNull())
      .addColumn("subject_id", columns.id, (column) => column.notNull())
      .addColumn("account_id", columns.id)
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("reason", columns.text, (column) => column.notNull())
      .addColumn("words", columns.text, (column) => column.notNull())
      .execute();
    // One of a person and a subject; those who have no account are nobody's.
    await db.schema
      .createIndex("content_reports_by_subject")
      .unique()
      .on("content_reports")
      .columns(["subject_id", "account_id"])
      .execute();
    await db.schema
      .createIndex("content_reports_by_account")
      .on("content_reports")
      .column("account_id")
      .execute();
    await db.schema
      .createIndex("content_reports_by_age")
      .on("content_reports")
      .column("created_at")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("content_reports").execute();
  },
});
