import { defineMigration, type Migration } from "#store";

const accountActivity = defineMigration({
  id: "activity-0001",
  reason: "owners of accounts see what happened to them lately",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("account_activity")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) =>
        column.notNull().references("accounts.id").onDelete("cascade"),
      )
      .addColumn("at", columns.time, (column) => column.notNull())
      .addColumn("kind", columns.text, (column) => column.notNull())
      .addColumn("name", columns.text, (column) => column.notNull())
      .addColumn("outcome", columns.text, (column) => column.notNull())
      .addColumn("detail", columns.text)
      .addColumn("address", columns.text)
      .addColumn("agent", columns.text)
      .addColumn("times", columns.integer, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("account_activity_by_account")
      .on("account_activity")
      .columns(["account_id", "id"])
      .execute();
    await db.schema
      .createIndex("account_activity_by_time")
      .on("account_activity")
      .column("at")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("account_activity").execute();
  },
});

/** The tables of recent activity, in their order. */
export const activityMigrations: readonly Migration[] = [accountActivity];
