import { defineMigration } from "plinth";

/** The name under which an offered recipe is shown, where its author wants one. */
export const recipes0003 = defineMigration({
  id: "recipes-0003",
  reason: "Authors say under which name a recipe is shown that they give to everybody",
  compatible: "expand",
  up: async (db, { columns }) => {
    await db.schema.alterTable("recipe_proposals").addColumn("credit", columns.text).execute();
  },
  down: async (db) => {
    await db.schema.alterTable("recipe_proposals").dropColumn("credit").execute();
  },
});
