import { flushCompileCache } from "node:module";
import { systemClock } from "../../packages/plinth/src/core/index.ts";
import {
  createMigrator,
  defineMigration,
  openStore,
} from "../../packages/plinth/src/store/index.ts";
import { engineOf } from "./engine.ts";

// Writes until it is killed: every line on standard output is the id of a write that was answered.
// Arguments: the embedded directory or the PostgreSQL address, and a prefix for the ids.

const [, , target = "", prefix = ""] = process.argv;
const WRITERS = 8;

interface Tables {
  readonly entry: { readonly id: string; readonly part: number };
}

const migration = defineMigration({
  id: "kill-0001",
  reason: "rows to count after a kill",
  up: async (_db, { createTable, columns }) => {
    await createTable("entry")
      .addColumn("id", columns.id, (column) => column.notNull())
      .addColumn("part", columns.integer, (column) => column.notNull())
      .addUniqueConstraint("entry_once", ["id", "part"])
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("entry").execute();
  },
});

const store = await openStore({ engine: engineOf(target, WRITERS), clock: systemClock });
await createMigrator(store, [migration]).up();
// A process that is killed writes down nothing of what Node compiled for it; the next starts sooner so.
flushCompileCache();

/** Ids that start with "s" are one statement, those with "t" a transaction of three. */
const writeOne = async (writer: number, n: number): Promise<string> => {
  if (n % 2 === 0) {
    const id = `s-${prefix}-${writer}-${n}`;
    await store.write<Tables>().insertInto("entry").values({ id, part: 0 }).execute();
    return id;
  }
  const id = `t-${prefix}-${writer}-${n}`;
  await store.transaction<Tables, void>(async (tx) => {
    for (const part of [0, 1, 2]) {
      await tx.insertInto("entry").values({ id, part }).execute();
    }
  });
  return id;
};

await Promise.all(
  Array.from({ length: WRITERS }, async (_, writer) => {
    for (let n = 0; ; n += 1) {
      process.stdout.write(`${await writeOne(writer, n)}\n`);
    }
  }),
).catch(() => process.exit(1));
