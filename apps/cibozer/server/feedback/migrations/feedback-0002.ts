import { defineMigration } from "plinth";

/** Who wants an answer; what was said before asked for none. */
export const feedback0002 = defineMigration({
  id: "feedback-0002",
  reason: "People say whether they want an answer",
  compatible: "expand",
  up: async (db, { columns }) => {
    await db.schema
      .alterTable("feedback")
      .addColumn("wants_answer", columns.integer, (column) => column.notNull().defaultTo(0))
      .execute();
  },
  down: async (db) => {
    await db.schema.alterTable("feedback").dropColumn("wants_answer").execute();
  },
});
