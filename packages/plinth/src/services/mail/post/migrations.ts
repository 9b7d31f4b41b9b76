import { defineMigration, type Migration } from "#store";

const mail = defineMigration({
  id: "mail-0001",
  reason: "addresses that get no mail, who had how much of a kind, and what became of mails",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("mail_suppressions")
      .addColumn("address_hash", columns.text, (column) => column.primaryKey())
      .addColumn("domain", columns.text, (column) => column.notNull())
      .addColumn("reason", columns.text, (column) => column.notNull())
      .addColumn("detail", columns.text)
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("mail_suppressions_by_age")
      .on("mail_suppressions")
      .columns(["created_at", "address_hash"])
      .execute();
    await createTable("mail_admissions")
      .addColumn("job_id", columns.id, (column) => column.primaryKey())
      .addColumn("address_hash", columns.text, (column) => column.notNull())
      .addColumn("kind", columns.text, (column) => column.notNull())
      .addColumn("at", columns.time, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("mail_admissions_by_address")
      .on("mail_admissions")
      .columns(["address_hash", "kind", "at"])
      .execute();
    await db.schema
      .createIndex("mail_admissions_by_age")
      .on("mail_admissions")
      .column("at")
      .execute();
    await createTable("mail_counts")
      .addColumn("kind", columns.text, (column) => column.notNull())
      .addColumn("outcome", columns.text, (column) => column.notNull())
      .addColumn("day", columns.time, (column) => column.notNull())
      .addColumn("count", columns.integer, (column) => column.notNull())
      .addPrimaryKeyConstraint("mail_counts_key", ["kind", "outcome", "day"])
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("mail_counts").execute();
    await db.schema.dropTable("mail_admissions").execute();
    await db.schema.dropTable("mail_suppressions").execute();
  },
});

/** Digests of before have none: nobody knows with which key they were made. */
const keyIds = defineMigration({
  id: "mail-0002",
  reason: "how many addresses without mail still need the SECRET_KEY of before",
  compatible: "expand",
  up: async (db, { columns }) => {
    await db.schema.alterTable("mail_suppressions").addColumn("key_id", columns.text).execute();
    await db.schema
      .createIndex("mail_suppressions_by_key")
      .on("mail_suppressions")
      .column("key_id")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropIndex("mail_suppressions_by_key").execute();
    await db.schema.alterTable("mail_suppressions").dropColumn("key_id").execute();
  },
});

/** The tables of mail, in their order. */
export const mailMigrations: readonly Migration[] = [mail, keyIds];
