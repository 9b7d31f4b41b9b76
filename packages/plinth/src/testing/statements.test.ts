import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "#core";
import { createMigrator, openStore, type Store } from "#store";
import { countStatements, requireFewStatements } from "./statements.ts";
import { insert, noteMigration, read } from "./store-conformance/notes.ts";

let directory: string;
let store: Store;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "plinth-statements-"));
  store = await openStore({ engine: { kind: "embedded", directory }, clock: systemClock });
  await createMigrator(store, [noteMigration]).up();
  for (let number = 0; number < 10; number += 1) await insert(store, String(number));
});
afterAll(async () => {
  await store.close();
  rmSync(directory, { recursive: true });
});

const tagsOf = (ids: readonly string[]) =>
  read(store).selectFrom("note_tag").selectAll().where("note_id", "in", ids).execute();
const allNotes = () => read(store).selectFrom("note").select("id").execute();

it("DB-08: a list that asks once for all its rows passes, however many they are", async () => {
  for (const size of [1, 10]) {
    const counted = await requireFewStatements(store, async () =>
      tagsOf((await allNotes()).slice(0, size).map(({ id }) => id)),
    );
    expect(counted.map(({ name, count }) => [name, count])).toEqual([
      ["select note", 1],
      ["select note_tag", 1],
    ]);
  }
});

it("DB-08: a list that asks once for each of its rows is refused, naming the statement", async () => {
  const work = async () => {
    for (const { id } of await allNotes()) await tagsOf([id]);
  };
  expect(await countStatements(store, work)).toMatchObject([
    { name: "select note_tag", count: 10 },
    { name: "select note", count: 1 },
  ]);
  await expect(requireFewStatements(store, work)).rejects.toThrow(
    /more than 3 times\n10 times: select \* from "note_tag" where "note_id" in \(\?\)/,
  );
});
