import { expect, it } from "vitest";
import { BootError } from "#core";
import { createMigrator, defineMigration, sql } from "#store";
import { type Get, ids, insert, noteMigration, read, write } from "./notes.ts";

const colourMigration = defineMigration({
  id: "notes-0002",
  reason: "notes get a colour, which the release before knows nothing of",
  compatible: "expand",
  up: async (db, { columns, createTable }) => {
    await db.schema
      .alterTable("note")
      .addColumn("colour", columns.text, (column) => column.notNull().defaultTo("white"))
      .execute();
    await db.schema.createIndex("note_colour").on("note").column("colour").execute();
    await createTable("palette")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .execute();
    await db.schema.createIndex("palette_id").unique().on("palette").column("id").execute();
  },
  down: async (db) => {
    await db.schema.dropTable("palette").execute();
    await db.schema.dropIndex("note_colour").execute();
    await db.schema.alterTable("note").dropColumn("colour").execute();
  },
});
const both = [noteMigration, colourMigration];

const refusalOf = async (promise: Promise<unknown>): Promise<string> => {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(BootError);
  return (error as BootError).message;
};

/** Release N-1 on the schema of release N. */
export const expansionCases = (store: Get): void => {
  it("DB-09: the release before starts, reads and writes on a schema that only expanded", async () => {
    await createMigrator(store(), both).up();
    const old = createMigrator(store(), [noteMigration]);
    expect(await old.up()).toEqual([]);
    expect(await old.ahead()).toEqual(["notes-0002"]);
    expect(await old.status()).toMatchObject({ unknown: [], ahead: ["notes-0002"], pending: [] });
    await insert(store(), "n");
    expect(await ids(store())).toEqual(["n"]);
    const fresh = await read(store())
      .selectFrom("note")
      .select("colour" as "id")
      .execute();
    expect(fresh).toEqual([{ colour: "white" }]);
    await write(store()).deleteFrom("note").execute();
    expect(await createMigrator(store(), both).down()).toEqual(["notes-0002"]);
  });

  it("DB-09: the release before changes nothing of a schema that is ahead of it", async () => {
    await createMigrator(store(), both).up();
    const old = createMigrator(store(), [noteMigration]);
    for (const move of [old.down, old.diff]) {
      expect(await refusalOf(move())).toMatch(/expanded by a newer release \(notes-0002\)/);
    }
    const joined = defineMigration({ ...colourMigration, id: "early-0001" });
    const odd = createMigrator(store(), [joined, noteMigration]);
    expect(await refusalOf(odd.up())).toMatch(/so this one cannot apply early-0001/);
    expect(await createMigrator(store(), both).down()).toEqual(["notes-0002"]);
  });

  it("DB-09: to say later that a migration only adds is no edit, also for the release before", async () => {
    const { compatible: _, ...rest } = colourMigration;
    const silent = [noteMigration, defineMigration(rest)];
    await createMigrator(store(), silent).up();
    const fresh = createMigrator(store(), both);
    expect(await fresh.up()).toEqual([]);
    expect(await fresh.status()).toMatchObject({ applied: [{}, {}], pending: [], changed: [] });
    expect(await fresh.verify()).toEqual([]);
    // Its record stays as it was: who knows the migration without the word starts again.
    expect(await createMigrator(store(), silent).up()).toEqual([]);
    const edited = defineMigration({ ...colourMigration, up: async () => undefined });
    const other = createMigrator(store(), [noteMigration, edited]);
    expect(await refusalOf(other.up())).toMatch(/notes-0002 was changed after/);
    expect(await fresh.down()).toEqual(["notes-0002"]);
  });

  it("DB-09: to take back that an applied migration only adds is an edit", async () => {
    await createMigrator(store(), both).up();
    const { compatible: _, ...rest } = colourMigration;
    const silent = createMigrator(store(), [noteMigration, defineMigration(rest)]);
    expect(await refusalOf(silent.up())).toMatch(/notes-0002 was changed after/);
    expect(await createMigrator(store(), both).down()).toEqual(["notes-0002"]);
  });

  it.each([
    ["drop table note_tag", /it does not only add: drop table/],
    ["alter table note add column rank text not null", /give it a default/],
    ["create unique index note_done on note (done)", /rows that were allowed/],
    ["alter table note rename to notes", /it does not only add/],
  ])("DB-09: %s is no expansion, and is not applied", async (statement, reason) => {
    const wrong = defineMigration({
      ...colourMigration,
      up: async (db) => {
        await sql.raw(statement).execute(db);
      },
    });
    const migrator = createMigrator(store(), [noteMigration, wrong]);
    expect(await refusalOf(migrator.up())).toMatch(reason);
    expect((await migrator.status()).pending).toEqual(["notes-0002"]);
  });
};
