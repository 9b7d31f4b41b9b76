import { expect, it } from "vitest";
import { createMigrator, defineMigration } from "#store";
import { sql } from "#vendor/kysely";
import { type Get, insert, noteMigration, read, write } from "./notes.ts";

const lengthMigration = defineMigration({
  id: "notes-0002",
  reason: "a change of another kind: data in the way, an index and a column with a default",
  up: async (db, { columns }) => {
    await db.schema
      .alterTable("note")
      .addColumn("length", columns.integer, (column) => column.notNull().defaultTo(0))
      .execute();
    await db.updateTable("note").set({ length: 1 }).execute();
    await db.schema.createIndex("note_length").on("note").column("length").execute();
  },
  down: async (db) => {
    await db.schema.dropIndex("note_length").execute();
    await db.schema.alterTable("note").dropColumn("length").execute();
  },
});

/** What differs from the migrations, and what the history says; cases start with `noteMigration`. */
export const driftCases = (store: Get): void => {
  const migrator = () => createMigrator(store(), [noteMigration, lengthMigration]);
  const drift = async () =>
    (await migrator().diff()).map(({ kind, part }) => `${kind} ${part}`).sort();

  it("DB-09: a database that only its migrations touched differs in nothing, rows or not", async () => {
    expect(await drift()).toEqual([]);
    await insert(store(), "a");
    await migrator().up();
    expect(await drift()).toEqual([]);
    await migrator().down();
    expect(await drift()).toEqual([]);
    expect(await migrator().verify()).toEqual([]);
    await read(store()).selectFrom("note").selectAll().executeTakeFirstOrThrow();
  });

  it("DB-09: an empty database differs in nothing; one without its history in everything", async () => {
    await sql`drop table plinth_migrations`.execute(write(store()));
    expect(await drift()).toEqual(["unexpected table note", "unexpected table note_tag"]);
    await sql`drop table note_tag`.execute(write(store()));
    await sql`drop table note`.execute(write(store()));
    expect(await drift()).toEqual([]);
    expect(await migrator().verify()).toEqual([]);
  });

  it("DB-09: each change by hand is found, and nothing is left behind by looking", async () => {
    await migrator().up();
    await sql`alter table note add column by_hand text`.execute(write(store()));
    await sql`drop index note_length`.execute(write(store()));
    await sql`create index by_hand_index on note (body)`.execute(write(store()));
    await sql`create table note_log (id text primary key)`.execute(write(store()));
    await sql`drop table note_tag`.execute(write(store()));
    const expected = [
      "missing index note_length on note",
      "missing table note_tag",
      "unexpected column note.by_hand",
      "unexpected index by_hand_index on note",
      "unexpected table note_log",
    ];
    expect(await drift()).toEqual(expected);
    expect(await drift()).toEqual(expected);
  });

  it("DB-09: another definition is told with both", async () => {
    await migrator().up();
    await sql`drop index note_length`.execute(write(store()));
    await sql`create unique index note_length on note (length)`.execute(write(store()));
    const [difference, ...more] = await migrator().diff();
    expect(more).toEqual([]);
    expect(difference).toMatchObject({ kind: "different", part: "index note_length on note" });
    expect(difference?.found).toMatch(/unique/i);
    expect(difference?.expected).not.toMatch(/unique/i);
  });

  it("DB-09: verify names edits, holes, skipped and unknown migrations", async () => {
    await migrator().up();
    const newer = defineMigration({ ...lengthMigration, id: "notes-0003" });
    const skipping = createMigrator(store(), [noteMigration, newer, lengthMigration]);
    expect(await skipping.verify()).toEqual([]);
    const older = defineMigration({ ...noteMigration, id: "notes-0000" });
    expect(await createMigrator(store(), [older, noteMigration, lengthMigration]).verify()).toEqual(
      ["Migration notes-0000 is not applied, although notes-0001, which builds on it, is."],
    );
    const edited = defineMigration({ ...lengthMigration, up: async () => undefined });
    const [changed] = await createMigrator(store(), [noteMigration, edited]).verify();
    expect(changed).toMatch(/^Migration notes-0002 was changed after it was applied/);
    expect(await createMigrator(store(), [noteMigration]).verify()).toMatchObject([
      expect.stringMatching(/notes-0002, which this release does not know/),
    ]);
    await expect(createMigrator(store(), [noteMigration]).diff()).rejects.toThrow(/notes-0002/);
    await sql`update plinth_migrations set position = 7 where id = 'notes-0002'`.execute(
      write(store()),
    );
    expect(await migrator().verify()).toMatchObject([
      expect.stringMatching(/^The history has a hole/),
    ]);
    await sql`update plinth_migrations set position = 0 where id = 'notes-0002'`.execute(
      write(store()),
    );
    expect(await migrator().verify()).toContain(
      "Migration notes-0001 was applied after notes-0002.",
    );
  });
};
