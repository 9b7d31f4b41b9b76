import { defineMigration } from "#store";

/** Alerts about security events are alerts like all others now. */
export const securityAlertsMoved = defineMigration({
  id: "security-events-0004",
  reason: "alerts of all rules are in one table; those of before are dropped (OBS-08)",
  up: async (db) => {
    await db.schema.dropTable("security_alerts").execute();
  },
  down: async (db, { createTable, columns }) => {
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
    for (const [name, column] of [
      ["time", "at"],
      ["account", "account_id"],
      ["look", "seen_at"],
    ] as const) {
      await db.schema
        .createIndex(`security_alerts_by_${name}`)
        .on("security_alerts")
        .column(column)
        .execute();
    }
  },
});
