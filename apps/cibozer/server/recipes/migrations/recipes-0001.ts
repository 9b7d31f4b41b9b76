import { defineMigration } from "plinth";

/** Recipes that people wrote. What was written is one text: it is read and replaced as one. */
export const recipes0001 = defineMigration({
  id: "recipes-0001",
  reason: "People keep recipes of their own, with a photo",
  compatible: "expand",
  up: async (db, { columns, createTable }) => {
    await createTable("own_recipes")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) => column.notNull())
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("updated_at", columns.time, (column) => column.notNull())
      .addColumn("revision", columns.integer, (column) => column.notNull())
      .addColumn("recipe", columns.json, (column) => column.notNull())
      .addColumn("photo_id", columns.id)
      .addColumn("photo_text", columns.text)
      .execute();
    await db.schema
      .createIndex("own_recipes_by_account")
      .on("own_recipes")
      .columns(["account_id", "created_at"])
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("own_recipes").execute();
  },
});
