import { defineMigration, type Migration } from "#store";

const quotas = defineMigration({
  id: "quotas-0001",
  reason: "what accounts use up is counted by minute, day and month",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("quota_counters")
      .addColumn("subject", columns.text, (column) => column.notNull())
      .addColumn("meter", columns.text, (column) => column.notNull())
      .addColumn("account_id", columns.id, (column) =>
        column.references("accounts.id").onDelete("cascade"),
      )
      .addColumn("minute_at", columns.time, (column) => column.notNull())
      .addColumn("minute_used", columns.integer, (column) => column.notNull())
      .addColumn("day_at", columns.time, (column) => column.notNull())
      .addColumn("day_used", columns.integer, (column) => column.notNull())
      .addColumn("day_warned", columns.integer, (column) => column.notNull())
      .addColumn("month_at", columns.time, (column) => column.notNull())
      .addColumn("month_used", columns.integer, (column) => column.notNull())
      .addColumn("month_warned", columns.integer, (column) => column.notNull())
      .addPrimaryKeyConstraint("quota_counters_key", ["subject", "meter"])
      .execute();
    await createTable("quota_reservations")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("subject", columns.text, (column) => column.notNull())
      .addColumn("meter", columns.text, (column) => column.notNull())
      .addColumn("account_id", columns.id, (column) =>
        column.references("accounts.id").onDelete("cascade"),
      )
      .addColumn("amount", columns.integer, (column) => column.notNull())
      .addColumn("minute_at", columns.time, (column) => column.notNull())
      .addColumn("day_at", columns.time, (column) => column.notNull())
      .addColumn("month_at", columns.time, (column) => column.notNull())
      .addColumn("expires_at", columns.time, (column) => column.notNull())
      .execute();
    await createTable("quota_days")
      .addColumn("subject", columns.text, (column) => column.notNull())
      .addColumn("meter", columns.text, (column) => column.notNull())
      .addColumn("day_at", columns.time, (column) => column.notNull())
      .addColumn("account_id", columns.id, (column) =>
        column.references("accounts.id").onDelete("cascade"),
      )
      .addColumn("used", columns.integer, (column) => column.notNull())
      .addPrimaryKeyConstraint("quota_days_key", ["subject", "meter", "day_at"])
      .execute();
    for (const table of ["quota_counters", "quota_reservations", "quota_days"]) {
      await db.schema.createIndex(`${table}_by_account`).on(table).column("account_id").execute();
    }
    await db.schema
      .createIndex("quota_reservations_by_end")
      .on("quota_reservations")
      .column("expires_at")
      .execute();
    await db.schema.createIndex("quota_days_by_day").on("quota_days").column("day_at").execute();
  },
  down: async (db) => {
    await db.schema.dropTable("quota_days").execute();
    await db.schema.dropTable("quota_reservations").execute();
    await db.schema.dropTable("quota_counters").execute();
  },
});

const PAID_COLUMNS = [
  ["quota_counters", "period_at"],
  ["quota_counters", "period_used"],
  ["quota_counters", "period_warned"],
  ["quota_counters", "period_end"],
  ["quota_reservations", "period_at"],
] as const;

const paidPeriods = defineMigration({
  id: "quotas-0002",
  reason: "what accounts use up is also counted by the period that they pay for",
  compatible: "expand",
  up: async (db, { columns }) => {
    for (const [table, name] of PAID_COLUMNS) {
      // 0 is before every period: the next use begins one.
      await db.schema
        .alterTable(table)
        .addColumn(name, columns.integer, (column) => column.notNull().defaultTo(0))
        .execute();
    }
  },
  down: async (db) => {
    for (const [table, name] of PAID_COLUMNS) {
      await db.schema.alterTable(table).dropColumn(name).execute();
    }
  },
});

/** The tables of quotas, in their order. */
export const quotaMigrations: readonly Migration[] = [quotas, paidPeriods];
