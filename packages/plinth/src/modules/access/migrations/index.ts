import { defineMigration, type Migration } from "#store";

const reviews = defineMigration({
  id: "access-0001",
  reason: "who looked at everybody's rights, when, and what they were then (AZ-05)",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("access_reviews")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("reviewer_id", columns.id)
      .addColumn("note", columns.text, (column) => column.notNull())
      .addColumn("entries", columns.json, (column) => column.notNull())
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("access_reviews_by_reviewer")
      .on("access_reviews")
      .column("reviewer_id")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("access_reviews").execute();
  },
});

/** The tables of access reviews. */
export const accessMigrations: readonly Migration[] = [reviews];
