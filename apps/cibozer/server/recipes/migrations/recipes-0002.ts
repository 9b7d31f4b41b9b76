import { defineMigration } from "plinth";

/** Recipes that their authors offer to everybody, as they were when they were offered. */
export const recipes0002 = defineMigration({
  id: "recipes-0002",
  reason: "Authors offer recipes to the shared collection, and administrators judge them",
  compatible: "expand",
  up: async (db, { columns, createTable }) => {
    await createTable("recipe_proposals")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) => column.notNull())
      .addColumn("recipe_id", columns.id, (column) => column.notNull())
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("state", columns.text, (column) => column.notNull())
      .addColumn("recipe", columns.json, (column) => column.notNull())
      .addColumn("note", columns.text, (column) => column.notNull())
      .addColumn("decided_at", columns.time)
      .execute();
    await db.schema
      .createIndex("recipe_proposals_by_recipe")
      .unique()
      .on("recipe_proposals")
      .columns(["account_id", "recipe_id"])
      .execute();
    await db.schema
      .createIndex("recipe_proposals_by_state")
      .on("recipe_proposals")
      .columns(["state", "id"])
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("recipe_proposals").execute();
  },
});
