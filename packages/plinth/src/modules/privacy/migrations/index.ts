import { defineMigration, type Migration, type MigrationDialect } from "#store";

const createBreachTables = async (
  createTable: MigrationDialect["createTable"],
  columns: MigrationDialect["columns"],
): Promise<void> => {
  await createTable("privacy_breaches")
    .addColumn("id", columns.id, (column) => column.primaryKey())
    .addColumn("title", columns.text, (column) => column.notNull())
    .addColumn("description", columns.text, (column) => column.notNull())
    .addColumn("tables", columns.json, (column) => column.notNull())
    .addColumn("until_at", columns.time, (column) => column.notNull())
    .addColumn("detected_at", columns.time, (column) => column.notNull())
    .addColumn("opened_by", columns.id)
    .addColumn("authority_told_at", columns.time)
    .addColumn("people_told_at", columns.time)
    .addColumn("closed_at", columns.time)
    .execute();
  await createTable("privacy_breach_people")
    .addColumn("breach_id", columns.id, (column) =>
      column.notNull().references("privacy_breaches.id").onDelete("cascade"),
    )
    .addColumn("account_id", columns.id, (column) => column.notNull())
    .addColumn("told_at", columns.time)
    .addPrimaryKeyConstraint("privacy_breach_people_key", ["breach_id", "account_id"])
    .execute();
};

const privacy = defineMigration({
  id: "privacy-0001",
  reason: "people get what is kept of them, and are erased for good (PRIV-02, PRIV-03)",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("privacy_exports")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) =>
        column.notNull().references("accounts.id").onDelete("cascade"),
      )
      .addColumn("state", columns.text, (column) => column.notNull())
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("ready_at", columns.time)
      .addColumn("expires_at", columns.time)
      .addColumn("bytes", columns.integer)
      .addColumn("stored_name", columns.text)
      .addColumn("ticket_hash", columns.text)
      .addColumn("ticket_until", columns.time)
      .execute();
    await db.schema
      .createIndex("privacy_exports_by_account")
      .on("privacy_exports")
      .columns(["account_id", "id"])
      .execute();
    await db.schema
      .createIndex("privacy_exports_by_age")
      .on("privacy_exports")
      .column("created_at")
      .execute();
    await createBreachTables(createTable, columns);
    await createTable("privacy_erasures")
      .addColumn("erased_id", columns.id, (column) => column.primaryKey())
      .addColumn("at", columns.time, (column) => column.notNull())
      .addColumn("done_at", columns.time)
      .addColumn("origin", columns.text, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("privacy_breach_people_by_account")
      .on("privacy_breach_people")
      .column("account_id")
      .execute();
    await db.schema
      .createIndex("privacy_erasures_by_age")
      .on("privacy_erasures")
      .column("at")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("privacy_erasures").execute();
    await db.schema.dropTable("privacy_breach_people").execute();
    await db.schema.dropTable("privacy_breaches").execute();
    await db.schema.dropTable("privacy_exports").execute();
  },
});

/** The tables of exports and erasures, in their order. */
export const privacyMigrations: readonly Migration[] = [privacy];
