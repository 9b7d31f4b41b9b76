import { expect } from "vitest";
import { AppError } from "#core";
import { defineMigration, type Store } from "#store";

/** The tables of `noteMigration`. */
export interface Tables {
  readonly note: {
    readonly id: string;
    readonly body: string | null;
    readonly size: number;
    readonly data: string;
    readonly done: number | boolean;
    readonly bytes: Uint8Array | null;
  };
  readonly note_tag: { readonly note_id: string; readonly tag: string };
}

/** Two tables with one column of every type. */
export const noteMigration = defineMigration({
  id: "notes-0001",
  reason: "the conformance suite needs a table with every column type",
  up: async (_db, { createTable, columns }) => {
    await createTable("note")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("body", columns.text)
      .addColumn("size", columns.integer, (column) => column.notNull().defaultTo(0))
      .addColumn("data", columns.json, (column) => column.notNull().defaultTo("{}"))
      .addColumn("done", columns.flag, (column) => column.notNull().defaultTo(0))
      .addColumn("bytes", columns.bytes)
      .execute();
    await createTable("note_tag")
      .addColumn("note_id", columns.id, (column) =>
        column.notNull().references("note.id").onDelete("cascade"),
      )
      .addColumn("tag", columns.text, (column) => column.notNull())
      .addUniqueConstraint("note_tag_once", ["note_id", "tag"])
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("note_tag").execute();
    await db.schema.dropTable("note").execute();
  },
});

/** A row of notes with everything at its default. */
export const row = (id: string, more: Partial<Tables["note"]> = {}): Tables["note"] => ({
  id,
  body: null,
  size: 0,
  data: "{}",
  done: 0,
  bytes: null,
  ...more,
});
/** Reads of a store. */
export const read = (store: Store) => store.read<Tables>();
/** Writes of a store. */
export const write = (store: Store) => store.write<Tables>();
/** Writes one note. */
export const insert = (store: Store, id: string, more: Partial<Tables["note"]> = {}) =>
  write(store).insertInto("note").values(row(id, more)).execute();
/** The ids of all notes. */
export const ids = async (store: Store): Promise<string[]> =>
  (await read(store).selectFrom("note").select("id").orderBy("id").execute()).map(({ id }) => id);
/** The error of the catalogue that a promise rejects with. */
export const failureOf = async (promise: Promise<unknown>): Promise<AppError> => {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
};

/** The store of the running case. */
export type Get = () => Store;
