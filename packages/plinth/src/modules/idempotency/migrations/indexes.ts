import { defineMigration, sql } from "#store";

/** What the checks of all plans found to be missing (DB-08). */
export const idempotencyIndexes = defineMigration({
  id: "idempotency-0002",
  reason: "work without an answer is found without reading all answers",
  compatible: "expand",
  up: async (db) => {
    await db.schema
      .createIndex("idempotency_keys_open")
      .on("idempotency_keys")
      .column("lease_until")
      .where(sql.ref("answer"), "is", null)
      .execute();
  },
  down: async (db) => {
    await db.schema.dropIndex("idempotency_keys_open").execute();
  },
});
