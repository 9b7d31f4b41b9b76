import { defineMigration, type Migration } from "#store";
import { idempotencyIndexes } from "./indexes.ts";

const keys = defineMigration({
  id: "idempotency-0001",
  reason: "a request that is sent again has one effect and one answer",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("idempotency_keys")
      // A digest of account, route and key: what callers choose is kept nowhere.
      .addColumn("id", columns.text, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) =>
        column.notNull().references("accounts.id").onDelete("cascade"),
      )
      .addColumn("route", columns.text, (column) => column.notNull())
      .addColumn("fingerprint", columns.text, (column) => column.notNull())
      // Whoever does the work; another name once somebody took it over.
      .addColumn("worker", columns.id, (column) => column.notNull())
      .addColumn("lease_until", columns.time, (column) => column.notNull())
      // 1 from the first transaction of the work on, written in that transaction.
      .addColumn("committed", columns.flag, (column) => column.notNull())
      .addColumn("answer", columns.text)
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("expires_at", columns.time, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("idempotency_keys_by_account")
      .on("idempotency_keys")
      .column("account_id")
      .execute();
    await db.schema
      .createIndex("idempotency_keys_by_end")
      .on("idempotency_keys")
      .column("expires_at")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("idempotency_keys").execute();
  },
});

/** The tables of kept answers, in their order. */
export const idempotencyMigrations: readonly Migration[] = [keys, idempotencyIndexes];
