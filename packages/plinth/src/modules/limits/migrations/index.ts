import { defineMigration, type Migration } from "#store";

const addressEntries = defineMigration({
  id: "limits-0001",
  reason: "all nodes know which addresses are blocked or always let in, and since when",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("address_entries")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("address_range", columns.text, (column) => column.notNull())
      .addColumn("kind", columns.text, (column) => column.notNull())
      .addColumn("origin", columns.text, (column) => column.notNull())
      .addColumn("reason", columns.text, (column) => column.notNull())
      .addColumn("level", columns.integer, (column) => column.notNull())
      .addColumn("starts_at", columns.time, (column) => column.notNull())
      .addColumn("ends_at", columns.time)
      .addColumn("made_by", columns.id)
      .execute();
    await createTable("address_revision")
      .addColumn("id", columns.integer, (column) => column.primaryKey())
      .addColumn("revision", columns.integer, (column) => column.notNull())
      .execute();
    await db.insertInto("address_revision").values({ id: 1, revision: 0 }).execute();
  },
  down: async (db) => {
    await db.schema.dropTable("address_revision").execute();
    await db.schema.dropTable("address_entries").execute();
  },
});

const byMaker = defineMigration({
  id: "limits-0002",
  reason: "who asks for their data, or leaves, is found among many blocked addresses",
  compatible: "expand",
  up: async (db) => {
    await db.schema
      .createIndex("address_entries_by_maker")
      .on("address_entries")
      .column("made_by")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropIndex("address_entries_by_maker").execute();
  },
});

const overrides = defineMigration({
  id: "limits-0003",
  reason: "limits that administrators set hold on all nodes, and after a restart",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("limit_overrides")
      .addColumn("route", columns.text, (column) => column.primaryKey())
      .addColumn("limits", columns.text, (column) => column.notNull())
      .addColumn("made_at", columns.time, (column) => column.notNull())
      .addColumn("made_by", columns.id)
      .execute();
    await db.schema
      .createIndex("limit_overrides_by_maker")
      .on("limit_overrides")
      .column("made_by")
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("limit_overrides").execute();
  },
});

const byOrigin = defineMigration({
  id: "limits-0004",
  reason:
    "what people listed is read before a flood of automatic blocks, without sorting all of it",
  compatible: "expand",
  up: async (db) => {
    await db.schema
      .createIndex("address_entries_by_origin")
      .on("address_entries")
      .columns(["origin", "id desc"])
      .execute();
  },
  down: async (db) => {
    await db.schema.dropIndex("address_entries_by_origin").execute();
  },
});

/** The tables of address lists and of limits that were set, in their order. */
export const limitMigrations: readonly Migration[] = [addressEntries, byMaker, overrides, byOrigin];
