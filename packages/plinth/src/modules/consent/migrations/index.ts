import { defineMigration, type Migration } from "#store";

const consents = defineMigration({
  id: "consent-0001",
  reason:
    "people agree to what needs their consent, take it back, and both can be proven (PRIV-04)",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("consents")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) =>
        column.notNull().references("accounts.id").onDelete("cascade"),
      )
      .addColumn("purpose", columns.text, (column) => column.notNull())
      .addColumn("version", columns.integer, (column) => column.notNull())
      .addColumn("is_given", columns.flag, (column) => column.notNull())
      .addColumn("at", columns.time, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("consents_by_account")
      .on("consents")
      .columns(["account_id", "purpose", "at"])
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("consents").execute();
  },
});

/** The tables of consent, in their order. */
export const consentMigrations: readonly Migration[] = [consents];
