import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { BootError, systemClock } from "#core";
import { createMigrator, defineMigration, moveData, openStore, type Store } from "#store";
import { sql } from "#vendor/kysely";
import { migrationChecksum } from "../migrations/checksum.ts";

const MIGRATION = defineMigration({
  id: "trees-0001",
  reason: "rows that refer to their own table, and one that the migration puts there",
  up: async (db, { createTable, columns }) => {
    await createTable("leaf")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("tree_id", columns.id, (column) => column.references("tree.id"))
      .addColumn("share", columns.real)
      .addColumn("bytes", columns.bytes)
      .execute();
    await createTable("tree")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("parent_id", columns.id, (column) => column.references("tree.id"))
      .addColumn("size", columns.integer, (column) => column.notNull())
      .execute();
    await db.insertInto("tree").values({ id: "root", parent_id: null, size: 0 }).execute();
  },
  down: async (db) => {
    await db.schema.dropTable("leaf").execute();
    await db.schema.dropTable("tree").execute();
  },
});
const migrations = [MIGRATION];
const MANY = 600;

interface Tables {
  readonly tree: { readonly id: string; readonly parent_id: string | null; readonly size: number };
  readonly leaf: {
    readonly id: string;
    readonly tree_id: string | null;
    readonly share: number | null;
    readonly bytes: Uint8Array | null;
  };
}

const scratch = mkdtempSync(join(tmpdir(), "plinth-move-"));
const opened: Store[] = [];
const open = async (name: string): Promise<Store> => {
  const directory = join(scratch, name);
  const store = await openStore({ engine: { kind: "embedded", directory }, clock: systemClock });
  opened.push(store);
  return store;
};

/** A source with more rows than a batch, children before their parents. */
const fill = async (store: Store): Promise<void> => {
  await createMigrator(store, migrations).up();
  await store.transaction<Tables, void>(async (tx) => {
    await tx.updateTable("tree").set({ size: 7 }).where("id", "=", "root").execute();
    const tree = { id: "zz", parent_id: null, size: 9_007_199_254_740_991 };
    await tx
      .insertInto("tree")
      .values([tree, { ...tree, id: "a", parent_id: "zz" }])
      .execute();
    const bytes = new Uint8Array([0, 255]);
    for (let index = 0; index < MANY; index += 1) {
      const leaf = { id: `leaf-${index}`, tree_id: "a", share: index / 3, bytes };
      await tx.insertInto("leaf").values(leaf).execute();
    }
  });
};

const tablesOf = async (store: Store): Promise<number> => {
  const { rows } = await sql`select 1 from sqlite_schema where type = 'table'`.execute(
    store.read(),
  );
  return rows.length;
};

afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  rmSync(scratch, { recursive: true, force: true });
});

describe("moving data", () => {
  it("DB-01: copies every row, counts and sums agree, and the target needs no migration", async () => {
    const [from, to] = [await open("from"), await open("to")];
    await fill(from);
    const report = await moveData({ from, to, migrations });
    expect(report).toMatchObject({
      from: "embedded",
      to: "embedded",
      rows: MANY + 4,
      isEqual: true,
    });
    expect(report.tables.map(({ table, rows }) => [table, rows.from, rows.to])).toEqual([
      ["leaf", MANY, MANY],
      ["plinth_migrations", 1, 1],
      ["tree", 3, 3],
    ]);
    const root = to.read<Tables>().selectFrom("tree").selectAll().where("id", "=", "root");
    expect(await root.executeTakeFirst()).toEqual({ id: "root", parent_id: null, size: 7 });
    const migrator = createMigrator(to, migrations);
    expect([await migrator.up(), await migrator.diff(), await migrator.verify()]).toEqual([
      [],
      [],
      [],
    ]);
    await expect(moveData({ from, to, migrations })).rejects.toThrow(/^The target is not empty/);
  });

  it("DB-01: a run that breaks off leaves the target empty, and the next one works", async () => {
    const [from, to] = [await open("from"), await open("to")];
    await fill(from);
    const onProgress = ({ rows, step }: { readonly rows: number; readonly step: string }) => {
      if (rows === MANY && step === "comparing") throw new Error("pulled the plug");
    };
    await expect(moveData({ from, to, migrations, onProgress })).rejects.toThrow(/pulled the plug/);
    expect(await tablesOf(to)).toBe(0);
    expect((await moveData({ from, to, migrations })).isEqual).toBe(true);
  });

  it("DB-01: a copy that is not equal is taken back and reported table by table", async () => {
    const [from, to] = [await open("from"), await open("to")];
    await fill(from);
    const shrinking = defineMigration({
      ...MIGRATION,
      up: async (db, dialect) => {
        await MIGRATION.up(db, dialect);
        await sql`create trigger eats after insert on tree when new.id = 'a'
          begin update tree set size = 1 where id = 'a'; end`.execute(db);
      },
    });
    const checksum = await migrationChecksum("embedded", shrinking);
    await sql`update plinth_migrations set checksum = ${checksum}`.execute(from.write());
    const report = await moveData({ from, to, migrations: [shrinking] });
    expect(report.isEqual).toBe(false);
    const tree = report.tables.find(({ table }) => table === "tree");
    expect(tree?.rows).toEqual({ from: 3, to: 3 });
    expect(tree?.checksum.from).not.toBe(tree?.checksum.to);
    expect(await tablesOf(to)).toBe(0);
  });

  it("DB-09: what a record says of a migration is moved, what is said since is not", async () => {
    const [from, to] = [await open("from"), await open("to")];
    await fill(from);
    const said = migrations.map((one) => defineMigration({ ...one, compatible: "expand" }));
    expect((await moveData({ from, to, migrations: said })).isEqual).toBe(true);
    for (const known of [migrations, said]) {
      expect(await createMigrator(to, known).verify()).toEqual([]);
    }
  });

  it.each([
    ["alter table tree add column by_hand text", /tree\.by_hand.*plinth migrate diff/],
    ["create table by_hand (id text)", /by_hand\.id.*plinth migrate diff/],
    ["update plinth_migrations set checksum = 'x'", /was changed after it was applied/],
    ["delete from plinth_migrations", /no migration was ever applied/],
  ])("DB-01: after %s the source is judged before anything is copied", async (change, reason) => {
    const [from, to] = [await open("from"), await open("to")];
    await fill(from);
    await sql.raw(change).execute(from.write());
    const moving = moveData({ from, to, migrations });
    await expect(moving).rejects.toThrow(BootError);
    await expect(moving).rejects.toThrow(reason);
    expect(await tablesOf(to)).toBe(0);
  });
});
