import { defineMigration, type Migration } from "#store";

const groups = defineMigration({
  id: "errors-0001",
  reason:
    "the same fault a thousand times is one line for people, and is seen again when it returns",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("error_groups")
      .addColumn("id", columns.text, (column) => column.primaryKey())
      .addColumn("source", columns.text, (column) => column.notNull())
      .addColumn("kind", columns.text, (column) => column.notNull())
      .addColumn("message", columns.text, (column) => column.notNull())
      .addColumn("frames", columns.json, (column) => column.notNull())
      .addColumn("place", columns.text, (column) => column.notNull())
      .addColumn("times", columns.integer, (column) => column.notNull())
      .addColumn("first_at", columns.time, (column) => column.notNull())
      .addColumn("last_at", columns.time, (column) => column.notNull())
      .addColumn("first_release", columns.text, (column) => column.notNull())
      .addColumn("last_release", columns.text, (column) => column.notNull())
      .addColumn("request_id", columns.text)
      .addColumn("trace_id", columns.text)
      .addColumn("state", columns.text, (column) => column.notNull())
      .addColumn("changed_at", columns.time)
      .addColumn("changed_by", columns.text)
      .addColumn("returns", columns.integer, (column) => column.notNull())
      .addColumn("returned_at", columns.time)
      .execute();
    await db.schema
      .createIndex("error_groups_by_last")
      .on("error_groups")
      .columns(["last_at", "id"])
      .execute();
    await db.schema
      .createIndex("error_groups_by_changer")
      .on("error_groups")
      .column("changed_by")
      .execute();
    await createTable("error_times")
      .addColumn("slot", columns.time, (column) => column.notNull())
      .addColumn("group_id", columns.text, (column) => column.notNull())
      .addColumn("times", columns.integer, (column) => column.notNull())
      .addPrimaryKeyConstraint("error_times_key", ["slot", "group_id"])
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("error_times").execute();
    await db.schema.dropTable("error_groups").execute();
  },
});

/** The tables of groups and of when they came. */
export const errorMigrations: readonly Migration[] = [groups];
