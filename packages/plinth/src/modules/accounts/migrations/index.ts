import { defineMigration, type Migration } from "#store";

const accounts = defineMigration({
  id: "accounts-0001",
  reason: "people have accounts, and prove by links in mails that an address is theirs",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("accounts")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("email", columns.text, (column) => column.notNull().unique())
      .addColumn("name", columns.text, (column) => column.notNull())
      .addColumn("role", columns.text, (column) => column.notNull())
      .addColumn("tier", columns.text, (column) => column.notNull())
      .addColumn("mfa", columns.flag, (column) => column.notNull().defaultTo(0))
      .addColumn("session_epoch", columns.integer, (column) => column.notNull().defaultTo(0))
      .addColumn("email_verified_at", columns.time)
      .addColumn("disabled_at", columns.time)
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .execute();
    await createTable("one_time_tokens")
      .addColumn("token_hash", columns.text, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) =>
        column.notNull().references("accounts.id").onDelete("cascade"),
      )
      .addColumn("purpose", columns.text, (column) => column.notNull())
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("expires_at", columns.time, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("one_time_tokens_by_account")
      .on("one_time_tokens")
      .columns(["account_id", "purpose"])
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("one_time_tokens").execute();
    await db.schema.dropTable("accounts").execute();
  },
});

const roles = defineMigration({
  id: "accounts-0002",
  reason: "administrators make roles of their own, and access reviews ask for the last sign-in",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("roles")
      .addColumn("name", columns.text, (column) => column.primaryKey())
      .addColumn("description", columns.text, (column) => column.notNull())
      .addColumn("permissions", columns.json, (column) => column.notNull())
      .addColumn("needs_second_factor", columns.flag, (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema.alterTable("accounts").addColumn("last_sign_in_at", columns.time).execute();
    await db.schema.createIndex("accounts_by_role").on("accounts").column("role").execute();
  },
  down: async (db) => {
    await db.schema.dropIndex("accounts_by_role").execute();
    await db.schema.alterTable("accounts").dropColumn("last_sign_in_at").execute();
    await db.schema.dropTable("roles").execute();
  },
});

const linkData = defineMigration({
  id: "accounts-0003",
  reason: "the link that confirms a new address has to know which one",
  compatible: "expand",
  up: async (db, { columns }) => {
    await db.schema.alterTable("one_time_tokens").addColumn("data", columns.text).execute();
  },
  down: async (db) => {
    await db.schema.alterTable("one_time_tokens").dropColumn("data").execute();
  },
});

const language = defineMigration({
  id: "accounts-0004",
  reason: "mails and files are written in the language of their reader",
  compatible: "expand",
  up: async (db, { columns }) => {
    await db.schema.alterTable("accounts").addColumn("language", columns.text).execute();
  },
  down: async (db) => {
    await db.schema.alterTable("accounts").dropColumn("language").execute();
  },
});

/** The tables of accounts, in their order. */
export const accountMigrations: readonly Migration[] = [accounts, roles, linkData, language];
