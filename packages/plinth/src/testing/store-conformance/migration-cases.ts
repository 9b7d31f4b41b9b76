import fc from "fast-check";
import { expect, it } from "vitest";
import { BootError } from "#core";
import { createMigrator, defineMigration, type Migration, type Store } from "#store";
import { type Kysely, sql } from "#vendor/kysely";
import { type Get, noteMigration, read, write } from "./notes.ts";

const SCHEMA_OF = {
  embedded: sql<{ line: string }>`
    select type || ' ' || name || ': ' || coalesce(sql, '') as line from sqlite_schema
    where tbl_name <> 'plinth_migrations' order by 1`,
  postgresql: sql<{ line: string }>`
    select concat_ws(' ', table_name, column_name, data_type, is_nullable, column_default) as line
    from information_schema.columns
    where table_schema = current_schema() and table_name <> 'plinth_migrations'
    union all
    select indexdef from pg_indexes
    where schemaname = current_schema() and tablename <> 'plinth_migrations'
    union all
    select concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) from pg_constraint
    where connamespace = current_schema()::regnamespace
      and conrelid <> 'plinth_migrations'::regclass
    order by 1`,
} as const;

/** Everything the schema consists of, the migrator's own table aside. */
const schemaOf = async (store: Store): Promise<readonly string[]> =>
  (await SCHEMA_OF[store.engine].execute(store.read())).rows.map(({ line }) => line);

const rankMigration = defineMigration({
  id: "notes-0002",
  reason: "notes get a rank, an index on it and a log",
  up: async (db, { columns, createTable }) => {
    await db.schema
      .alterTable("note")
      .addColumn("rank", columns.integer, (column) => column.notNull().defaultTo(7))
      .execute();
    await db.schema.createIndex("note_rank").on("note").columns(["rank", "id"]).execute();
    await createTable("note_log")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("at", columns.time, (column) => column.notNull())
      .execute();
    await db.insertInto("note_log").values({ id: "first", at: 0 }).execute();
  },
  down: async (db) => {
    await db.schema.dropTable("note_log").execute();
    await db.schema.dropIndex("note_rank").execute();
    await db.schema.alterTable("note").dropColumn("rank").execute();
  },
});
const both = [noteMigration, rankMigration];

/** The same migration, its statement number `failing` (from 0) replaced by one that fails. */
const breakAt = (migration: Migration, failing: number): Migration => {
  const steps: ((db: Kysely<Record<string, Record<string, unknown>>>) => Promise<unknown>)[] = [
    (db) => sql`create table broken_one (id text)`.execute(db),
    (db) => sql`insert into broken_one (id) values ('x')`.execute(db),
    (db) => sql`create index broken_index on broken_one (id)`.execute(db),
    (db) => sql`alter table note add column broken text`.execute(db),
    (db) => sql`drop table note_tag`.execute(db),
  ];
  return defineMigration({
    ...migration,
    up: async (db) => {
      for (const [index, step] of steps.entries()) {
        await (index === failing ? sql`select * from no_such_table`.execute(db) : step(db));
      }
    },
  });
};

/** Drops whatever a case left. */
export const resetSchema = async (store: Store): Promise<void> => {
  for (const table of ["note_log", "early", "palette", "note_tag", "note", "plinth_migrations"]) {
    await write(store).schema.dropTable(table).ifExists().execute();
  }
};

const refusalOf = async (promise: Promise<unknown>): Promise<string> => {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(BootError);
  return (error as BootError).message;
};

const noteArbitrary = fc.record({
  id: fc.uuid(),
  body: fc.option(fc.string({ unit: "grapheme-composite" }).filter((text) => !text.includes("\0"))),
  size: fc.maxSafeInteger(),
  data: fc.json().filter((text) => !text.includes("\0")),
  done: fc.constantFrom(0, 1),
  bytes: fc.constant(null),
});

/** The path between versions; cases start with `noteMigration` applied. */
export const migrationPathCases = (store: Get): void => {
  it("P-023: on any data up, down, up changes neither the schema nor the rows", async () => {
    const migrator = createMigrator(store(), both);
    const notes = () => read(store()).selectFrom("note").selectAll().orderBy("id").execute();
    const data = fc.uniqueArray(noteArbitrary, { selector: ({ id }) => id, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(data, async (rows) => {
        await migrator.down("notes-0001");
        await write(store()).deleteFrom("note").execute();
        if (rows.length > 0) {
          await write(store()).insertInto("note").values(rows).execute();
        }
        const old = { schema: await schemaOf(store()), rows: await notes() };
        expect(await migrator.up()).toEqual(["notes-0002"]);
        const fresh = { schema: await schemaOf(store()), rows: await notes() };
        expect(fresh.rows).toEqual(old.rows.map((note) => ({ ...note, rank: 7 })));
        expect(await migrator.down()).toEqual(["notes-0002"]);
        expect({ schema: await schemaOf(store()), rows: await notes() }).toEqual(old);
        expect(await migrator.up()).toEqual(["notes-0002"]);
        expect({ schema: await schemaOf(store()), rows: await notes() }).toEqual(fresh);
      }),
      { numRuns: 12 },
    );
  });

  it("P-023: everything can be taken back and done again", async () => {
    const migrator = createMigrator(store(), both);
    await migrator.up();
    const full = await schemaOf(store());
    expect(await migrator.down(null)).toEqual(["notes-0002", "notes-0001"]);
    expect(await schemaOf(store())).toEqual([]);
    expect(await migrator.down()).toEqual([]);
    expect(await migrator.up()).toEqual(["notes-0001", "notes-0002"]);
    expect(await schemaOf(store())).toEqual(full);
  });

  it.each([0, 1, 2, 3, 4])("P-023: failing at statement %i leaves the old version", async (at) => {
    const old = await schemaOf(store());
    const broken = breakAt(rankMigration, at);
    const message = await refusalOf(createMigrator(store(), [noteMigration, broken]).up());
    expect(message).toMatch(
      /^Migration notes-0002 \(up\) failed and was rolled back.*no_such_table/,
    );
    expect(await schemaOf(store())).toEqual(old);
    expect(await createMigrator(store(), both).up()).toEqual(["notes-0002"]);
  });

  it("DB-09: migrators that start together apply each migration once", async () => {
    const done = await Promise.all([1, 2, 3].map(() => createMigrator(store(), both).up()));
    expect(done.flat()).toEqual(["notes-0002"]);
  });

  it("DB-09: a migration that joins in the middle of the list is applied", async () => {
    await createMigrator(store(), both).up();
    const joined = defineMigration({
      id: "early-0001",
      reason: "a module was added",
      up: async (db) => {
        await sql`create table early (id text)`.execute(db);
      },
      down: async (db) => {
        await db.schema.dropTable("early").execute();
      },
    });
    const migrator = createMigrator(store(), [joined, ...both]);
    expect((await migrator.status()).pending).toEqual(["early-0001"]);
    expect(await migrator.up()).toEqual(["early-0001"]);
    expect(await migrator.down("notes-0002")).toEqual(["early-0001"]);
  });
};

/** What the migrator refuses, and what it reports. */
export const migrationRefusalCases = (store: Get): void => {
  it("DB-09: the status names what is applied, pending, unknown and changed", async () => {
    const status = await createMigrator(store(), both).status();
    expect(status).toEqual({
      applied: [{ id: "notes-0001", appliedAt: expect.any(Number) }],
      pending: ["notes-0002"],
      unknown: [],
      ahead: [],
      changed: [],
    });
    const other = await createMigrator(store(), [breakAt(noteMigration, -1)]).status();
    expect(other).toMatchObject({ pending: [], changed: ["notes-0001"] });
    expect(await createMigrator(store(), []).status()).toMatchObject({ unknown: ["notes-0001"] });
  });

  it("DB-09: a database of a newer release is refused in one sentence", async () => {
    await createMigrator(store(), both).up();
    const old = createMigrator(store(), [noteMigration]);
    for (const move of [old.up, old.down]) {
      expect(await refusalOf(move())).toMatch(/contains migration notes-0002, which this release/);
    }
  });

  it("DB-09: an applied migration that was edited is refused", async () => {
    const edited = createMigrator(store(), [breakAt(noteMigration, -1)]);
    expect(await refusalOf(edited.up())).toMatch(/notes-0001 was changed after it was applied/);
  });

  it("DB-09: ids that are double, odd or unknown are refused", async () => {
    expect(() => createMigrator(store(), [noteMigration, noteMigration])).toThrow(BootError);
    expect(() => defineMigration({ ...noteMigration, id: "Notes 1" })).toThrow(RangeError);
    expect(() => defineMigration({ ...noteMigration, reason: " " })).toThrow(RangeError);
    const migrator = createMigrator(store(), both);
    expect(await refusalOf(migrator.down("notes-0002"))).toMatch(/notes-0002 is not applied/);
  });

  it("DB-09: the first start on an empty database needs no preparation", async () => {
    await createMigrator(store(), both).down(null);
    await write(store()).schema.dropTable("plinth_migrations").execute();
    const { applied, pending } = await createMigrator(store(), both).status();
    expect({ applied, pending }).toEqual({ applied: [], pending: ["notes-0001", "notes-0002"] });
    expect(await createMigrator(store(), both).up()).toEqual(["notes-0001", "notes-0002"]);
  });

  it("DB-09: an empty database gets all migrations or none, any other one after the other", async () => {
    const last = breakAt({ ...rankMigration, id: "notes-0003" }, 4);
    const broken = createMigrator(store(), [noteMigration, rankMigration, last]);
    await createMigrator(store(), both).down(null);
    expect(await refusalOf(broken.up())).toMatch(/notes-0003 \(up\) failed/);
    expect((await broken.status()).applied).toEqual([]);
    await createMigrator(store(), [noteMigration]).up();
    expect(await refusalOf(broken.up())).toMatch(/notes-0003 \(up\) failed/);
    const { applied } = await broken.status();
    expect(applied.map(({ id }) => id)).toEqual(["notes-0001", "notes-0002"]);
  });
};
