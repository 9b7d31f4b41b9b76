import fc from "fast-check";
import { expect, it } from "vitest";
import { createMigrator, defineMigration, type Migration, type Store } from "#store";
import { type Get, noteMigration, read, row, write } from "./notes.ts";

/** What a release may add without asking the one before. */
type Addition = "column" | "default" | "index" | "table";

/** What the release before does. */
type Call =
  | { readonly kind: "add"; readonly id: string; readonly body: string | null }
  | { readonly kind: "change"; readonly id: string; readonly size: number }
  | { readonly kind: "remove"; readonly id: string }
  | { readonly kind: "list" };

const ids = fc.constantFrom("a", "b", "c", "d");
const calls = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant("add" as const),
      id: ids,
      body: fc.option(fc.string({ unit: "grapheme", maxLength: 8 })),
    }),
    fc.record({ kind: fc.constant("change" as const), id: ids, size: fc.nat() }),
    fc.record({ kind: fc.constant("remove" as const), id: ids }),
    fc.record({ kind: fc.constant("list" as const) }),
  ),
  { maxLength: 12 },
);
const additions = fc.uniqueArray(fc.constantFrom<Addition>("column", "default", "index", "table"), {
  minLength: 1,
});

const expanding = (wanted: readonly Addition[]): Migration =>
  defineMigration({
    id: "notes-0002",
    reason: "a release adds what it needs",
    compatible: "expand",
    up: async (db, { columns, createTable }) => {
      const note = () => db.schema.alterTable("note");
      if (wanted.includes("column")) await note().addColumn("colour", columns.text).execute();
      if (wanted.includes("default")) {
        await note()
          .addColumn("rank", columns.integer, (column) => column.notNull().defaultTo(7))
          .execute();
      }
      if (wanted.includes("index")) {
        await db.schema.createIndex("note_size").on("note").columns(["size", "id"]).execute();
      }
      if (wanted.includes("table")) {
        await createTable("palette")
          .addColumn("note_id", columns.id, (column) =>
            column.references("note.id").onDelete("cascade"),
          )
          .execute();
      }
    },
    down: async (db) => {
      const note = () => db.schema.alterTable("note");
      if (wanted.includes("table")) await db.schema.dropTable("palette").execute();
      if (wanted.includes("index")) await db.schema.dropIndex("note_size").execute();
      if (wanted.includes("default")) await note().dropColumn("rank").execute();
      if (wanted.includes("column")) await note().dropColumn("colour").execute();
    },
  });

/** The answer to one call, as the release before knows it. */
const answer = async (store: Store, call: Call): Promise<unknown> => {
  switch (call.kind) {
    case "add":
      return write(store)
        .insertInto("note")
        .values(row(call.id, { body: call.body }))
        .execute()
        .then(
          () => "added",
          () => "refused",
        );
    case "change":
      return (
        await write(store)
          .updateTable("note")
          .set({ size: call.size })
          .where("id", "=", call.id)
          .executeTakeFirst()
      ).numUpdatedRows;
    case "remove":
      return (await write(store).deleteFrom("note").where("id", "=", call.id).executeTakeFirst())
        .numDeletedRows;
    case "list":
      return read(store)
        .selectFrom("note")
        .select(["id", "body", "size", "done"])
        .orderBy("id")
        .execute();
  }
};

const replay = async (store: Store, traffic: readonly Call[]): Promise<readonly unknown[]> => {
  await write(store).deleteFrom("note").execute();
  const answers: unknown[] = [];
  for (const call of [...traffic, { kind: "list" } as const]) {
    answers.push(await answer(store, call));
  }
  return answers;
};

/** What any release promises the one before. */
export const trafficCases = (store: Get): void => {
  it("P-107: any traffic of the release before is answered alike on a schema that only expanded", async () => {
    await fc.assert(
      fc.asyncProperty(calls, additions, async (traffic, wanted) => {
        const recorded = await replay(store(), traffic);
        const fresh = createMigrator(store(), [noteMigration, expanding(wanted)]);
        await fresh.up();
        await createMigrator(store(), [noteMigration]).up();
        expect(await replay(store(), traffic)).toEqual(recorded);
        await fresh.down("notes-0001");
      }),
      { numRuns: 12 },
    );
  });

  it("P-107: a column that is renamed in one step is no expansion, however it is called", async () => {
    const renaming = defineMigration({
      ...expanding(["column"]),
      up: async (db) => {
        await db.schema.alterTable("note").renameColumn("body", "text").execute();
      },
    });
    const migrator = createMigrator(store(), [noteMigration, renaming]);
    await expect(migrator.up()).rejects.toThrow(/notes-0002 says that it only expands, but/);
    expect(await replay(store(), [{ kind: "add", id: "a", body: "text" }])).toHaveLength(2);
  });
};
