import { defineMigration, type Migration } from "#store";

const alerts = defineMigration({
  id: "alerts-0001",
  reason: "what is wrong and what was, with who was told and who has seen it (OBS-08, OBS-09)",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("alerts")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      // Rule and key while it goes on, null once it is over: two nodes cannot both begin it.
      .addColumn("open_key", columns.text, (column) => column.unique())
      .addColumn("rule", columns.text, (column) => column.notNull())
      .addColumn("severity", columns.text, (column) => column.notNull())
      .addColumn("started_at", columns.time, (column) => column.notNull())
      .addColumn("seen_last_at", columns.time, (column) => column.notNull())
      .addColumn("quiet_at", columns.time)
      .addColumn("ended_at", columns.time)
      .addColumn("value", columns.real, (column) => column.notNull())
      .addColumn("detail", columns.text, (column) => column.notNull())
      .addColumn("address", columns.text)
      .addColumn("account_id", columns.text)
      .addColumn("noticed_at", columns.time)
      .addColumn("noticed_last_at", columns.time)
      .addColumn("noticed_severity", columns.text)
      .addColumn("acknowledged_at", columns.time)
      .addColumn("acknowledged_by", columns.text)
      .addColumn("incident_id", columns.text)
      .execute();
    const index = (name: string, of: string[]) =>
      db.schema.createIndex(`alerts_by_${name}`).on("alerts").columns(of).execute();
    await index("rule", ["rule", "noticed_last_at"]);
    await index("time", ["started_at"]);
    await index("account", ["account_id"]);
    await index("look", ["acknowledged_at", "id"]);
    await index("incident", ["incident_id"]);
    await index("acknowledger", ["acknowledged_by"]);
    await createTable("alert_settings")
      .addColumn("rule", columns.text, (column) => column.primaryKey())
      .addColumn("warning", columns.real)
      .addColumn("critical", columns.real)
      .addColumn("is_off", columns.flag, (column) => column.notNull())
      .addColumn("changed_at", columns.time, (column) => column.notNull())
      .addColumn("changed_by", columns.text)
      .execute();
    await createTable("alert_silences")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("rule", columns.text, (column) => column.notNull())
      .addColumn("reason", columns.text, (column) => column.notNull())
      .addColumn("from_at", columns.time, (column) => column.notNull())
      .addColumn("until_at", columns.time, (column) => column.notNull())
      .addColumn("made_by", columns.text)
      .execute();
    await db.schema
      .createIndex("alert_silences_by_end")
      .on("alert_silences")
      .column("until_at")
      .execute();
    await createTable("alert_leases")
      .addColumn("name", columns.text, (column) => column.primaryKey())
      .addColumn("holder", columns.text, (column) => column.notNull())
      .addColumn("until_at", columns.time, (column) => column.notNull())
      .execute();
  },
  down: async (db) => {
    for (const table of ["alert_leases", "alert_silences", "alert_settings", "alerts"] as const) {
      await db.schema.dropTable(table).execute();
    }
  },
});

const deliveries = defineMigration({
  id: "alerts-0002",
  reason: "a notice is kept until somebody has it: none is lost while a sink is away (P-105)",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("alert_deliveries")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("sink", columns.text, (column) => column.notNull())
      .addColumn("state", columns.text, (column) => column.notNull())
      // One alert's notices go out in their order.
      .addColumn("alert_id", columns.text)
      .addColumn("notice", columns.json, (column) => column.notNull())
      .addColumn("created_at", columns.time, (column) => column.notNull())
      // From when it counts for the cap of an hour; null for what is held back.
      .addColumn("released_at", columns.time)
      .addColumn("sent_at", columns.time)
      .addColumn("last_error", columns.text)
      .execute();
    const index = (name: string, of: string[]) =>
      db.schema
        .createIndex(`alert_deliveries_by_${name}`)
        .on("alert_deliveries")
        .columns(of)
        .execute();
    await index("state", ["sink", "state", "id"]);
    await index("release", ["sink", "released_at"]);
    await index("alert", ["alert_id"]);
    await index("time", ["created_at"]);
  },
  down: async (db) => {
    await db.schema.dropTable("alert_deliveries").execute();
  },
});

const incidents = defineMigration({
  id: "alerts-0003",
  reason: "what happened in an incident, and what was done about it, in one place (OBS-11)",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("incidents")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      // The rule while it is open, null once it is closed: one open incident a rule.
      .addColumn("open_rule", columns.text, (column) => column.unique())
      .addColumn("rule", columns.text, (column) => column.notNull())
      .addColumn("severity", columns.text, (column) => column.notNull())
      .addColumn("opened_at", columns.time, (column) => column.notNull())
      .addColumn("closed_at", columns.time)
      .addColumn("closed_by", columns.text)
      .addColumn("note", columns.text)
      .addColumn("entries", columns.integer, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("incidents_by_time")
      .on("incidents")
      .columns(["closed_at", "id"])
      .execute();
    await db.schema
      .createIndex("incidents_by_closer")
      .on("incidents")
      .column("closed_by")
      .execute();
    await createTable("incident_entries")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("incident_id", columns.text, (column) => column.notNull())
      .addColumn("at", columns.time, (column) => column.notNull())
      .addColumn("kind", columns.text, (column) => column.notNull())
      .addColumn("text", columns.text, (column) => column.notNull())
      .addColumn("address", columns.text)
      .addColumn("account_id", columns.text)
      .addColumn("actor_id", columns.text)
      .execute();
    const index = (name: string, of: string[]) =>
      db.schema
        .createIndex(`incident_entries_by_${name}`)
        .on("incident_entries")
        .columns(of)
        .execute();
    await index("incident", ["incident_id", "id"]);
    await index("account", ["account_id"]);
    await index("actor", ["actor_id"]);
  },
  down: async (db) => {
    await db.schema.dropTable("incident_entries").execute();
    await db.schema.dropTable("incidents").execute();
  },
});

/** The tables of alerts, notices and incidents, in their order. */
export const alertMigrations: readonly Migration[] = [alerts, deliveries, incidents];
