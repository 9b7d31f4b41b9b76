import { defineMigration, type Migration } from "#store";

const passkeys = defineMigration({
  id: "passkeys-0001",
  reason:
    "people sign in with passkeys; a challenge that was used is remembered until it is too old",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("passkeys")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) =>
        column.notNull().references("accounts.id").onDelete("cascade"),
      )
      .addColumn("credential_id", columns.text, (column) => column.notNull().unique())
      .addColumn("public_key", columns.text, (column) => column.notNull())
      .addColumn("counter", columns.integer, (column) => column.notNull())
      .addColumn("transports", columns.json, (column) => column.notNull())
      .addColumn("name", columns.text, (column) => column.notNull())
      .addColumn("device_type", columns.text, (column) => column.notNull())
      .addColumn("backed_up", columns.flag, (column) => column.notNull())
      .addColumn("aaguid", columns.text, (column) => column.notNull())
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("last_used_at", columns.time)
      .addColumn("cloned_at", columns.time)
      .execute();
    await db.schema
      .createIndex("passkeys_by_account")
      .on("passkeys")
      .column("account_id")
      .execute();
    await createTable("passkey_challenges")
      .addColumn("challenge_hash", columns.text, (column) => column.primaryKey())
      .addColumn("expires_at", columns.time, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("passkey_challenges_by_end")
      .on("passkey_challenges")
      .column("expires_at")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("passkey_challenges").execute();
    await db.schema.dropTable("passkeys").execute();
  },
});

/** The tables of passkeys, in their order. */
export const passkeyMigrations: readonly Migration[] = [passkeys];
