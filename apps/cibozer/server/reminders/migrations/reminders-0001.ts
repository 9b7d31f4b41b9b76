import { defineMigration } from "plinth";

/** What people want to be reminded of, and when to look next. */
export const reminders0001 = defineMigration({
  id: "reminders-0001",
  reason: "People are reminded of when to begin with dinner, and of their shopping day",
  compatible: "expand",
  up: async (db, { columns, createTable }) => {
    await createTable("reminders")
      .addColumn("account_id", columns.id, (column) => column.primaryKey())
      .addColumn("cook", columns.flag, (column) => column.notNull())
      .addColumn("shop_day", columns.integer)
      .addColumn("shop_time", columns.text)
      .addColumn("time_zone", columns.text, (column) => column.notNull())
      .addColumn("cooked_on", columns.text)
      .addColumn("shopped_on", columns.text)
      .addColumn("updated_at", columns.time, (column) => column.notNull())
      .addColumn("next_at", columns.time, (column) => column.notNull())
      .execute();
    await db.schema.createIndex("reminders_by_next").on("reminders").column("next_at").execute();
  },
  down: async (db) => {
    await db.schema.dropTable("reminders").execute();
  },
});
