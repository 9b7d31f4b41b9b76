import { defineMigration } from "#store";

/** Codes of before have none: nobody knows with which key they were made. */
export const mfaKeyIds = defineMigration({
  id: "mfa-0003",
  reason: "how many recovery codes still need the SECRET_KEY of before",
  compatible: "expand",
  up: async (db, { columns }) => {
    await db.schema.alterTable("mfa_recovery_codes").addColumn("key_id", columns.text).execute();
    await db.schema
      .createIndex("mfa_recovery_codes_by_key")
      .on("mfa_recovery_codes")
      .column("key_id")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropIndex("mfa_recovery_codes_by_key").execute();
    await db.schema.alterTable("mfa_recovery_codes").dropColumn("key_id").execute();
  },
});
