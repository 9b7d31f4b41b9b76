import { defineMigration, type Migration } from "#store";
import { mfaIndexes } from "./indexes.ts";
import { mfaKeyIds } from "./key-ids.ts";

const mfa = defineMigration({
  id: "mfa-0001",
  reason: "people sign in with a second factor: codes of an app, or recovery codes",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("mfa_factors")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) =>
        column.notNull().references("accounts.id").onDelete("cascade"),
      )
      .addColumn("name", columns.text, (column) => column.notNull())
      .addColumn("secret", columns.text, (column) => column.notNull())
      .addColumn("last_step", columns.integer, (column) => column.notNull())
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("confirmed_at", columns.time)
      .addColumn("last_used_at", columns.time)
      .execute();
    await db.schema
      .createIndex("mfa_factors_by_account")
      .on("mfa_factors")
      .column("account_id")
      .execute();
    await createTable("mfa_recovery_codes")
      .addColumn("code_hash", columns.text, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) =>
        column.notNull().references("accounts.id").onDelete("cascade"),
      )
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("mfa_recovery_codes_by_account")
      .on("mfa_recovery_codes")
      .column("account_id")
      .execute();
    await createTable("mfa_challenges")
      .addColumn("token_hash", columns.text, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) =>
        column.notNull().references("accounts.id").onDelete("cascade"),
      )
      .addColumn("epoch", columns.integer, (column) => column.notNull())
      .addColumn("first_factor", columns.text, (column) => column.notNull())
      .addColumn("device_id", columns.text)
      .addColumn("failed_attempts", columns.integer, (column) => column.notNull())
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("expires_at", columns.time, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("mfa_challenges_by_account")
      .on("mfa_challenges")
      .columns(["account_id", "created_at"])
      .execute();
    await createTable("mfa_remembered_devices")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) =>
        column.notNull().references("accounts.id").onDelete("cascade"),
      )
      .addColumn("token_hash", columns.text, (column) => column.notNull().unique())
      .addColumn("epoch", columns.integer, (column) => column.notNull())
      .addColumn("agent", columns.text, (column) => column.notNull())
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("last_used_at", columns.time, (column) => column.notNull())
      .addColumn("expires_at", columns.time, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("mfa_remembered_devices_by_account")
      .on("mfa_remembered_devices")
      .column("account_id")
      .execute();
    await createTable("mfa_lockouts")
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
      .createIndex("mfa_lockouts_by_account")
      .on("mfa_lockouts")
      .column("account_id")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("mfa_lockouts").execute();
    await db.schema.dropTable("mfa_remembered_devices").execute();
    await db.schema.dropTable("mfa_challenges").execute();
    await db.schema.dropTable("mfa_recovery_codes").execute();
    await db.schema.dropTable("mfa_factors").execute();
    // Without its factors nobody could pass the question for one.
    await db.updateTable("accounts").set({ mfa: 0 }).where("mfa", "=", 1).execute();
  },
});

/** The tables of second factors, in their order. */
export const mfaMigrations: readonly Migration[] = [mfa, mfaIndexes, mfaKeyIds];
