import { defineMigration } from "plinth";

/** Addresses that calendars of others read. */
export const exports0001 = defineMigration({
  id: "exports-0001",
  reason: "Calendars subscribe to plans under secret addresses that can be ended",
  compatible: "expand",
  up: async (db, { columns, createTable }) => {
    await createTable("calendar_feeds")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) => column.notNull())
      .addColumn("plan_id", columns.id)
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("token_hash", columns.text, (column) => column.notNull())
      .addColumn("read_at", columns.time)
      .execute();
    await db.schema
      .createIndex("calendar_feeds_by_token")
      .on("calendar_feeds")
      .column("token_hash")
      .unique()
      .execute();
    await db.schema
      .createIndex("calendar_feeds_by_account")
      .on("calendar_feeds")
      .column("account_id")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("calendar_feeds").execute();
  },
});
