import { defineMigration } from "plinth";

/** Sealed as one value: nothing of it is looked for, and the database never sees it. */
export const health0001 = defineMigration({
  id: "health-0001",
  reason: "What people say of their body and allergies is kept for the next plan",
  compatible: "expand",
  up: async (_db, { columns, createTable }) => {
    await createTable("health_profiles")
      .addColumn("account_id", columns.id, (column) => column.primaryKey())
      .addColumn("profile", columns.text, (column) => column.notNull())
      .addColumn("updated_at", columns.time, (column) => column.notNull())
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("health_profiles").execute();
  },
});
