import { defineMigration, type Migration } from "#store";
import { securityAlertsMoved } from "./alerts-moved.ts";
import { securityEventIndexes } from "./indexes.ts";

type Column = "at" | "name" | "account_id" | "actor_id" | "address" | "id";

const events = defineMigration({
  id: "security-events-0001",
  reason: "administrators see, filter and count what was refused and changed (LOG-03)",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("security_events")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("at", columns.time, (column) => column.notNull())
      .addColumn("name", columns.text, (column) => column.notNull())
      .addColumn("severity", columns.text, (column) => column.notNull())
      .addColumn("outcome", columns.text, (column) => column.notNull())
      .addColumn("request_id", columns.text)
      .addColumn("route", columns.text)
      .addColumn("address", columns.text)
      .addColumn("account_id", columns.text)
      .addColumn("actor_id", columns.text)
      .addColumn("details", columns.json, (column) => column.notNull())
      .execute();
    const index = (name: string, of: Column[]) =>
      db.schema
        .createIndex(`security_events_by_${name}`)
        .on("security_events")
        .columns(of)
        .execute();
    // Each ends in the id, so that a page of one name or account is read without sorting.
    await index("time", ["at"]);
    await index("name", ["name", "id"]);
    await index("account", ["account_id", "id"]);
    await index("address", ["address", "id"]);
    await index("actor", ["actor_id"]);
    await createTable("security_event_counts")
      .addColumn("slot", columns.time, (column) => column.notNull())
      .addColumn("name", columns.text, (column) => column.notNull())
      .addColumn("events", columns.integer, (column) => column.notNull())
      .addPrimaryKeyConstraint("security_event_counts_key", ["slot", "name"])
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("security_event_counts").execute();
    await db.schema.dropTable("security_events").execute();
  },
});

const alerts = defineMigration({
  id: "security-events-0002",
  reason: "alerts about security events stay until somebody has seen them (RL-13, VAL-16)",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("security_alerts")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("at", columns.time, (column) => column.notNull())
      .addColumn("rule", columns.text, (column) => column.notNull())
      .addColumn("severity", columns.text, (column) => column.notNull())
      .addColumn("counted_by", columns.text, (column) => column.notNull())
      .addColumn("address", columns.text)
      .addColumn("account_id", columns.text)
      .addColumn("events", columns.integer, (column) => column.notNull())
      .addColumn("window_ms", columns.integer, (column) => column.notNull())
      .addColumn("last_event", columns.text, (column) => column.notNull())
      .addColumn("seen_at", columns.time)
      .addColumn("seen_by", columns.text)
      .execute();
    await db.schema
      .createIndex("security_alerts_by_time")
      .on("security_alerts")
      .column("at")
      .execute();
    await db.schema
      .createIndex("security_alerts_by_account")
      .on("security_alerts")
      .column("account_id")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("security_alerts").execute();
  },
});

/** The tables of security events and their alerts, in their order. */
export const securityEventMigrations: readonly Migration[] = [
  events,
  alerts,
  securityEventIndexes,
  securityAlertsMoved,
];
