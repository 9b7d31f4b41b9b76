import { defineMigration, type Migration } from "#store";

const credits = defineMigration({
  id: "credits-0001",
  reason: "credits are reserved before work and kept in a ledger that nothing is taken out of",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("credit_balances")
      .addColumn("account_id", columns.id, (column) =>
        column.primaryKey().references("accounts.id").onDelete("cascade"),
      )
      .addColumn("balance", columns.integer, (column) => column.notNull())
      .execute();
    await createTable("credit_entries")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) =>
        column.notNull().references("accounts.id").onDelete("cascade"),
      )
      .addColumn("at", columns.time, (column) => column.notNull())
      .addColumn("kind", columns.text, (column) => column.notNull())
      .addColumn("amount", columns.integer, (column) => column.notNull())
      .addColumn("reason", columns.text, (column) => column.notNull())
      .addColumn("grant_key", columns.text, (column) => column.unique())
      .execute();
    await createTable("credit_holds")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) =>
        column.notNull().references("accounts.id").onDelete("cascade"),
      )
      .addColumn("amount", columns.integer, (column) => column.notNull())
      .addColumn("reason", columns.text, (column) => column.notNull())
      .addColumn("expires_at", columns.time, (column) => column.notNull())
      .execute();
    for (const table of ["credit_entries", "credit_holds"]) {
      await db.schema.createIndex(`${table}_by_account`).on(table).column("account_id").execute();
    }
    await db.schema
      .createIndex("credit_holds_by_end")
      .on("credit_holds")
      .column("expires_at")
      .execute();
  },
  down: async (db) => {
    for (const table of ["credit_holds", "credit_entries", "credit_balances"]) {
      await db.schema.dropTable(table).execute();
    }
  },
});

const inTheirOrder = defineMigration({
  id: "credits-0002",
  reason: "what happened to a balance is read latest first, however much it is",
  up: async (db) => {
    await db.schema
      .createIndex("credit_entries_by_account_and_time")
      .on("credit_entries")
      .columns(["account_id", "at", "id"])
      .execute();
    await db.schema.dropIndex("credit_entries_by_account").execute();
  },
  down: async (db) => {
    await db.schema
      .createIndex("credit_entries_by_account")
      .on("credit_entries")
      .column("account_id")
      .execute();
    await db.schema.dropIndex("credit_entries_by_account_and_time").execute();
  },
});

/** The tables of credits, in their order. */
export const creditMigrations: readonly Migration[] = [credits, inTheirOrder];
