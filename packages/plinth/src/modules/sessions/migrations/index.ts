import { defineMigration, type Migration } from "#store";

const sessions = defineMigration({
  id: "sessions-0001",
  reason: "the record of a session is the truth about it; refresh tokens rotate within one",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("sessions")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) =>
        column.notNull().references("accounts.id").onDelete("cascade"),
      )
      .addColumn("cookie_hash", columns.text, (column) => column.notNull().unique())
      .addColumn("epoch", columns.integer, (column) => column.notNull())
      .addColumn("agent", columns.text, (column) => column.notNull())
      .addColumn("address", columns.text, (column) => column.notNull())
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("last_seen_at", columns.time, (column) => column.notNull())
      .addColumn("expires_at", columns.time, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("sessions_by_account")
      .on("sessions")
      .columns(["account_id", "created_at"])
      .execute();
    await db.schema.createIndex("sessions_by_end").on("sessions").column("expires_at").execute();
    await createTable("refresh_tokens")
      .addColumn("token_hash", columns.text, (column) => column.primaryKey())
      .addColumn("session_id", columns.id, (column) =>
        column.notNull().references("sessions.id").onDelete("cascade"),
      )
      .addColumn("account_id", columns.id, (column) =>
        column.notNull().references("accounts.id").onDelete("cascade"),
      )
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("rotated_at", columns.time)
      .execute();
    await db.schema
      .createIndex("refresh_tokens_by_session")
      .on("refresh_tokens")
      .column("session_id")
      .execute();
    await db.schema
      .createIndex("refresh_tokens_by_account")
      .on("refresh_tokens")
      .column("account_id")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("refresh_tokens").execute();
    await db.schema.dropTable("sessions").execute();
  },
});

const proofs = defineMigration({
  id: "sessions-0002",
  reason: "routes may ask how well and how lately the holder of a session proved who they are",
  // The defaults let the release before go on writing: a password, proven when the session began
  // is unknown there, so it counts as proven long ago.
  compatible: "expand",
  up: async (db, { columns }) => {
    await db.schema
      .alterTable("sessions")
      .addColumn("assurance", columns.integer, (column) => column.notNull().defaultTo(1))
      .execute();
    await db.schema
      .alterTable("sessions")
      .addColumn("authenticated_at", columns.time, (column) => column.notNull().defaultTo(0))
      .execute();
    await db.schema
      .alterTable("sessions")
      .addColumn("factors", columns.text, (column) => column.notNull().defaultTo("password"))
      .execute();
  },
  down: async (db) => {
    await db.schema.alterTable("sessions").dropColumn("factors").execute();
    await db.schema.alterTable("sessions").dropColumn("authenticated_at").execute();
    await db.schema.alterTable("sessions").dropColumn("assurance").execute();
  },
});

const bySight = defineMigration({
  id: "sessions-0003",
  reason: "who was active in the last minute is counted without reading every session (OBS-06)",
  compatible: "expand",
  up: async (db) => {
    await db.schema
      .createIndex("sessions_by_sight")
      .on("sessions")
      .column("last_seen_at")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropIndex("sessions_by_sight").execute();
  },
});

/** The tables of sessions, in their order. */
export const sessionMigrations: readonly Migration[] = [sessions, proofs, bySight];
