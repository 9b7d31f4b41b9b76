import { expect, it } from "vitest";
import { migrationChecksum } from "./checksum.ts";
import { defineMigration } from "./define.ts";

const migration = defineMigration({
  id: "golden-0001",
  reason: "its checksums are recorded below",
  up: async (db, { columns, createTable }) => {
    await createTable("golden")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("at", columns.time, (column) => column.notNull())
      .execute();
    const last = await db.selectFrom("golden").select("id").executeTakeFirstOrThrow();
    await db.deleteFrom("golden").where("id", "=", last["id"]).execute();
  },
  down: async (db) => {
    await db.schema.dropTable("golden").execute();
  },
});

it("DB-09: checksums stay what they are, whatever library compiles the SQL", async () => {
  // When this fails after an upgrade of Kysely, every existing database would refuse to start.
  expect(await migrationChecksum("embedded", migration)).toBe("7d48f51d");
  expect(await migrationChecksum("postgresql", migration)).toBe("d005a04c");
});

it("DB-09: a checksum depends on every statement", async () => {
  const edited = defineMigration({
    ...migration,
    up: async (db, dialect) => {
      await db.schema.createTable("other").addColumn("id", "text").execute();
      await migration.up(db, dialect);
    },
  });
  expect(await migrationChecksum("embedded", edited)).not.toBe(
    await migrationChecksum("embedded", migration),
  );
});
