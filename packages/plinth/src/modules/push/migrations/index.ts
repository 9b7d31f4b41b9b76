import { defineMigration, type Migration } from "#store";

const subscriptions = defineMigration({
  id: "push-0001",
  reason: "people get messages in the browsers in which they asked for them, while signed in there",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("push_keys")
      .addColumn("id", columns.text, (column) => column.primaryKey())
      .addColumn("sealed_key", columns.text, (column) => column.notNull())
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .execute();
    await createTable("push_subscriptions")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) =>
        column.notNull().references("accounts.id").onDelete("cascade"),
      )
      // Whichever way a session ends, nothing is sent to its browser from then on.
      .addColumn("session_id", columns.id, (column) =>
        column.notNull().unique().references("sessions.id").onDelete("cascade"),
      )
      .addColumn("endpoint_hash", columns.text, (column) => column.notNull().unique())
      .addColumn("service", columns.text, (column) => column.notNull())
      // The URL and the keys, sealed: with them anybody could send.
      .addColumn("address", columns.text, (column) => column.notNull())
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .addColumn("sent_at", columns.time)
      .execute();
    await db.schema
      .createIndex("push_subscriptions_by_account")
      .on("push_subscriptions")
      .column("account_id")
      .execute();
    await createTable("push_sendings")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("account_id", columns.id, (column) =>
        column.notNull().references("accounts.id").onDelete("cascade"),
      )
      .addColumn("kind", columns.text, (column) => column.notNull())
      .addColumn("at", columns.time, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("push_sendings_by_account")
      .on("push_sendings")
      .columns(["account_id", "kind", "at"])
      .execute();
    await db.schema.createIndex("push_sendings_by_time").on("push_sendings").column("at").execute();
  },
  down: async (db) => {
    await db.schema.dropTable("push_sendings").execute();
    await db.schema.dropTable("push_subscriptions").execute();
    await db.schema.dropTable("push_keys").execute();
  },
});

/** The tables of messages to browsers, in their order. */
export const pushMigrations: readonly Migration[] = [subscriptions];
