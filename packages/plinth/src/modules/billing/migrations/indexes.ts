import { defineMigration } from "#store";

/** What the checks of all plans found to be missing (DB-08). */
export const billingIndexes = defineMigration({
  id: "billing-0002",
  reason: "refunds of a month and running subscriptions are found without reading all of them",
  compatible: "expand",
  up: async (db) => {
    await db.schema
      .createIndex("billing_refunds_by_at")
      .on("billing_refunds")
      .column("at")
      .execute();
    await db.schema
      .createIndex("billing_subscriptions_by_end")
      .on("billing_subscriptions")
      .column("ended_at")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropIndex("billing_subscriptions_by_end").execute();
    await db.schema.dropIndex("billing_refunds_by_at").execute();
  },
});
