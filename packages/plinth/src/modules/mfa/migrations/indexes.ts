import { defineMigration } from "#store";

/** What the checks of all plans found to be missing (DB-08). */
export const mfaIndexes = defineMigration({
  id: "mfa-0002",
  reason: "factors that were never confirmed are removed without reading all factors",
  compatible: "expand",
  up: async (db) => {
    await db.schema
      .createIndex("mfa_factors_by_confirmation")
      .on("mfa_factors")
      .columns(["confirmed_at", "created_at"])
      .execute();
  },
  down: async (db) => {
    await db.schema.dropIndex("mfa_factors_by_confirmation").execute();
  },
});
