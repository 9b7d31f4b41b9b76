import { defineMigration, type Migration } from "#store";

const apiKeys = defineMigration({
  id: "api-keys-0001",
  reason: "programs call with keys of their owner; a signed request is accepted once",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("api_keys")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) =>
        column.notNull().references("accounts.id").onDelete("cascade"),
      )
      .addColumn("name", columns.text, (column) => column.notNull())
      .addColumn("public_id", columns.text, (column) => column.notNull().unique())
      .addColumn("key_hash", columns.text, (column) => column.notNull())
      .addColumn("scopes", columns.text, (column) => column.notNull())
      .addColumn("limits", columns.text)
      .addColumn("assurance", columns.integer, (column) => column.notNull())
      .addColumn("signing_algorithm", columns.text)
      .addColumn("signing_key", columns.text)
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("last_used_at", columns.time)
      .addColumn("expires_at", columns.time, (column) => column.notNull())
      .addColumn("replaced_by", columns.id)
      .execute();
    await db.schema
      .createIndex("api_keys_by_account")
      .on("api_keys")
      .columns(["account_id", "created_at"])
      .execute();
    await db.schema.createIndex("api_keys_by_end").on("api_keys").column("expires_at").execute();
    await createTable("signature_nonces")
      .addColumn("nonce_hash", columns.text, (column) => column.primaryKey())
      .addColumn("expires_at", columns.time, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("signature_nonces_by_end")
      .on("signature_nonces")
      .column("expires_at")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("signature_nonces").execute();
    await db.schema.dropTable("api_keys").execute();
  },
});

/** The tables of API keys, in their order. */
export const apiKeyMigrations: readonly Migration[] = [apiKeys];
