import { defineMigration, type Migration } from "#store";

const keptFiles = defineMigration({
  id: "files-0001",
  reason: "files of people are kept with their owner and type; the bytes lie in a directory",
  compatible: "expand",
  up: async (db, { createTable, columns }) => {
    await createTable("kept_files")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("owner_id", columns.id)
      .addColumn("purpose", columns.text, (column) => column.notNull())
      .addColumn("name", columns.text, (column) => column.notNull())
      .addColumn("type", columns.text, (column) => column.notNull())
      .addColumn("bytes", columns.integer, (column) => column.notNull())
      .addColumn("sha256", columns.text, (column) => column.notNull())
      .addColumn("stored_name", columns.text, (column) => column.notNull().unique())
      .addColumn("state", columns.text, (column) => column.notNull())
      .addColumn("scan", columns.text, (column) => column.notNull())
      .addColumn("signature", columns.text)
      .addColumn("created_at", columns.time, (column) => column.notNull())
      .execute();
    await db.schema
      .createIndex("kept_files_by_owner")
      .on("kept_files")
      .columns(["owner_id", "purpose"])
      .execute();
    await db.schema
      .createIndex("kept_files_by_state")
      .on("kept_files")
      .columns(["state", "created_at"])
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("kept_files").execute();
  },
});

const sealedFiles = defineMigration({
  id: "files-0002",
  reason: "each file is sealed with a key of its own, which lies sealed in its row (PRIV-06)",
  compatible: "expand",
  up: async (db, { columns }) => {
    await db.schema.alterTable("kept_files").addColumn("sealed_key", columns.text).execute();
  },
  down: async (db) => {
    await db.schema.alterTable("kept_files").dropColumn("sealed_key").execute();
  },
});

/** The tables of kept files, in their order. */
export const fileMigrations: readonly Migration[] = [keptFiles, sealedFiles];
