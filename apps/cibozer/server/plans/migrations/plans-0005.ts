import { defineMigration } from "plinth";

/** Links to the shopping list alone; those from before show the whole plan. */
export const plans0005 = defineMigration({
  id: "plans-0005",
  reason: "A link may show the shopping list alone",
  compatible: "expand",
  up: async (db, { columns }) => {
    await db.schema
      .alterTable("plan_shares")
      .addColumn("part", columns.text, (column) => column.notNull().defaultTo("plan"))
      .execute();
  },
  down: async (db) => {
    await db.schema.alterTable("plan_shares").dropColumn("part").execute();
  },
});
