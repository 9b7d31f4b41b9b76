import { defineMigration } from "#store";

/** What the checks of all plans found to be missing (DB-08). */
export const securityEventIndexes = defineMigration({
  id: "security-events-0003",
  reason: "alerts that nobody has seen are counted without reading all alerts",
  compatible: "expand",
  up: async (db) => {
    await db.schema
      .createIndex("security_alerts_by_look")
      .on("security_alerts")
      .column("seen_at")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropIndex("security_alerts_by_look").execute();
  },
});
