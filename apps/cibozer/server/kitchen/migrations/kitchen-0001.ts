import { defineMigration } from "plinth";

/** One row of an account: what it likes and what it has at home. Read and replaced as one. */
export const kitchen0001 = defineMigration({
  id: "kitchen-0001",
  reason: "Ratings of recipes, and what somebody has at home",
  compatible: "expand",
  up: async (_, { columns, createTable }) => {
    await createTable("kitchens")
      .addColumn("account_id", columns.id, (column) => column.primaryKey())
      .addColumn("tastes", columns.json, (column) => column.notNull())
      .addColumn("pantry", columns.json, (column) => column.notNull())
      .addColumn("updated_at", columns.time, (column) => column.notNull())
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("kitchens").execute();
  },
});
