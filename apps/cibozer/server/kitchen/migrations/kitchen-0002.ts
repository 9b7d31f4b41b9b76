import { defineMigration } from "plinth";

/** Units, and the order of a shop; JSON, as the rest of the row. */
export const kitchen0002 = defineMigration({
  id: "kitchen-0002",
  reason: "Units of weights, and the order of the sections of somebody's shop",
  compatible: "expand",
  up: async (db, { columns }) => {
    await db.schema
      .alterTable("kitchens")
      .addColumn("preferences", columns.json, (column) => column.notNull().defaultTo("{}"))
      .execute();
  },
  down: async (db) => {
    await db.schema.alterTable("kitchens").dropColumn("preferences").execute();
  },
});
