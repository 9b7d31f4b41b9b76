import { defineMigration, type Migration } from "#store";

const activeDays = defineMigration({
  id: "engagement-0001",
  reason: "how many accounts use the service, and come back, is told by the days they were active",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("active_days")
      .addColumn("account_id", columns.id, (column) =>
        column.notNull().references("accounts.id").onDelete("cascade"),
      )
      .addColumn("day", columns.integer, (column) => column.notNull())
      .addPrimaryKeyConstraint("active_days_key", ["account_id", "day"])
      .execute();
    await db.schema.createIndex("active_days_by_day").on("active_days").column("day").execute();
  },
  down: async (db) => {
    await db.schema.dropTable("active_days").execute();
  },
});

/** The table of active days. */
export const engagementMigrations: readonly Migration[] = [activeDays];
