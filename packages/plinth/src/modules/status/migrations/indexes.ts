import { defineMigration } from "#store";

/** What the checks of all plans found to be missing (DB-08). */
export const statusIndexes = defineMigration({
  id: "status-0002",
  reason: "days are shown and removed without reading all days",
  compatible: "expand",
  up: async (db) => {
    await db.schema.createIndex("health_days_by_day").on("health_days").column("day").execute();
  },
  down: async (db) => {
    await db.schema.dropIndex("health_days_by_day").execute();
  },
});
