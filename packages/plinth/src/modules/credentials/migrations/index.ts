import { defineMigration, type Migration } from "#store";

const credentials = defineMigration({
  id: "credentials-0001",
  reason: "people sign in with passwords; failed tries lock what is being guessed at",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("passwords")
      .addColumn("account_id", columns.id, (column) =>
        column.primaryKey().references("accounts.id").onDelete("cascade"),
      )
      .addColumn("scheme", columns.text, (column) => column.notNull())
      .addColumn("hash", columns.text, (column) => column.notNull())
      .addColumn("changed_at", columns.time, (column) => column.notNull())
      .execute();
    await createTable("lockouts")
      .addColumn("subject", columns.text, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) =>
        column.references("accounts.id").onDelete("cascade"),
      )
      .addColumn("failed_attempts", columns.integer, (column) => column.notNull())
      .addColumn("lock_level", columns.integer, (column) => column.notNull())
      .addColumn("locked_until", columns.time, (column) => column.notNull())
      .addColumn("last_failed_at", columns.time, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("lockouts_by_account")
      .on("lockouts")
      .column("account_id")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("lockouts").execute();
    await db.schema.dropTable("passwords").execute();
  },
});

/** The tables of credentials, in their order. */
export const credentialMigrations: readonly Migration[] = [credentials];
