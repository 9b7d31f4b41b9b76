import { defineMigration, type Migration, type MigrationDialect } from "#store";
import { billingIndexes } from "./indexes.ts";

const TABLES = [
  "billing_changes",
  "billing_runs",
  "billing_objects",
  "billing_events",
  "billing_refunds",
  "billing_payments",
  "billing_subscriptions",
  "billing_customers",
] as const;

const createMoneyTables = async ({ createTable, columns }: MigrationDialect): Promise<void> => {
  await createTable("billing_customers")
    .addColumn("account_id", columns.id, (column) =>
      column.primaryKey().references("accounts.id").onDelete("cascade"),
    )
    .addColumn("customer", columns.text, (column) => column.notNull().unique())
    .addColumn("applied_tier", columns.text, (column) => column.notNull())
    .addColumn("monthly", columns.integer, (column) => column.notNull())
    .addColumn("created_at", columns.time, (column) => column.notNull())
    .execute();
  await createTable("billing_subscriptions")
    .addColumn("id", columns.text, (column) => column.primaryKey())
    .addColumn("account_id", columns.id, (column) =>
      column.notNull().references("accounts.id").onDelete("cascade"),
    )
    .addColumn("tier", columns.text)
    .addColumn("status", columns.text, (column) => column.notNull())
    .addColumn("amount", columns.integer, (column) => column.notNull())
    .addColumn("currency", columns.text, (column) => column.notNull())
    .addColumn("interval", columns.text, (column) => column.notNull())
    .addColumn("period_start", columns.time, (column) => column.notNull())
    .addColumn("period_end", columns.time, (column) => column.notNull())
    .addColumn("is_ending", columns.flag, (column) => column.notNull())
    .addColumn("past_due_since", columns.time)
    .addColumn("started_at", columns.time, (column) => column.notNull())
    .addColumn("ended_at", columns.time)
    .execute();
  await createTable("billing_payments")
    .addColumn("id", columns.text, (column) => column.primaryKey())
    .addColumn("account_id", columns.id, (column) =>
      column.references("accounts.id").onDelete("set null"),
    )
    .addColumn("number", columns.text)
    .addColumn("status", columns.text, (column) => column.notNull())
    .addColumn("amount", columns.integer, (column) => column.notNull())
    .addColumn("currency", columns.text, (column) => column.notNull())
    .addColumn("paid_at", columns.time)
    .addColumn("payment", columns.text)
    .addColumn("url", columns.text)
    .execute();
  await createTable("billing_refunds")
    .addColumn("id", columns.text, (column) => column.primaryKey())
    .addColumn("payment", columns.text, (column) => column.notNull())
    .addColumn("amount", columns.integer, (column) => column.notNull())
    .addColumn("currency", columns.text, (column) => column.notNull())
    .addColumn("status", columns.text, (column) => column.notNull())
    .addColumn("at", columns.time, (column) => column.notNull())
    .execute();
};

const createEventTables = async ({ createTable, columns }: MigrationDialect): Promise<void> => {
  await createTable("billing_events")
    .addColumn("id", columns.text, (column) => column.primaryKey())
    .addColumn("type", columns.text, (column) => column.notNull())
    .addColumn("object", columns.text, (column) => column.notNull())
    .addColumn("created_at", columns.time, (column) => column.notNull())
    .addColumn("received_at", columns.time, (column) => column.notNull())
    .addColumn("outcome", columns.text, (column) => column.notNull())
    .execute();
  await createTable("billing_objects")
    .addColumn("id", columns.text, (column) => column.primaryKey())
    .addColumn("issued", columns.integer, (column) => column.notNull())
    .addColumn("applied", columns.integer, (column) => column.notNull())
    .execute();
  await createTable("billing_changes")
    .addColumn("id", columns.id, (column) => column.primaryKey())
    .addColumn("account_id", columns.id, (column) =>
      column.references("accounts.id").onDelete("set null"),
    )
    .addColumn("at", columns.time, (column) => column.notNull())
    .addColumn("from_tier", columns.text, (column) => column.notNull())
    .addColumn("to_tier", columns.text, (column) => column.notNull())
    .addColumn("from_monthly", columns.integer, (column) => column.notNull())
    .addColumn("to_monthly", columns.integer, (column) => column.notNull())
    .execute();
  await createTable("billing_runs")
    .addColumn("id", columns.id, (column) => column.primaryKey())
    .addColumn("at", columns.time, (column) => column.notNull())
    .addColumn("checked", columns.integer, (column) => column.notNull())
    .addColumn("repaired", columns.integer, (column) => column.notNull())
    .addColumn("drifts", columns.json, (column) => column.notNull())
    .execute();
};

const billing = defineMigration({
  id: "billing-0001",
  reason: "subscriptions, payments and the events that tell of them are kept beside accounts",
  compatible: "expand",
  up: async (db, dialect) => {
    await createMoneyTables(dialect);
    await createEventTables(dialect);
    const indexes = [
      ["billing_subscriptions", "account_id"],
      ["billing_payments", "account_id"],
      ["billing_payments", "payment"],
      ["billing_payments", "paid_at"],
      ["billing_refunds", "payment"],
      ["billing_events", "received_at"],
      ["billing_changes", "account_id"],
      ["billing_changes", "at"],
    ] as const;
    for (const [table, column] of indexes) {
      await db.schema.createIndex(`${table}_by_${column}`).on(table).column(column).execute();
    }
  },
  down: async (db) => {
    for (const table of TABLES) await db.schema.dropTable(table).execute();
  },
});

/** The tables of billing, in their order. */
export const billingMigrations: readonly Migration[] = [billing, billingIndexes];
