import { defineMigration } from "plinth";

/** Plans by the day they were made on: figures read the index alone. */
export const insights0001 = defineMigration({
  id: "insights-0001",
  reason: "Counting plans by day without reading them",
  compatible: "expand",
  up: async (db) => {
    await db.schema
      .createIndex("plans_by_time")
      .on("plans")
      .columns(["created_at", "account_id", "id"])
      .execute();
  },
  down: async (db) => {
    await db.schema.dropIndex("plans_by_time").execute();
  },
});
