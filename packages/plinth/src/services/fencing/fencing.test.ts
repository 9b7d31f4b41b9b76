import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createManualClock } from "#core";
import { createMigrator, defineMigration, openStore, type Store } from "#store";
import { createFencing, type Fencing } from "./index.ts";

interface Tables {
  readonly marks: { readonly name: string };
}

const marks = defineMigration({
  id: "marks-0001",
  reason: "a table to look at",
  up: async (_db, { createTable, columns }) => {
    await createTable("marks").addColumn("name", columns.text).execute();
  },
  down: async (db) => {
    await db.schema.dropTable("marks").execute();
  },
});

describe("fencing", () => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-fencing-"));
  let store: Store;
  let fencing: Fencing;
  beforeAll(async () => {
    store = await openStore({
      engine: { kind: "embedded", directory },
      clock: createManualClock(),
    });
    await createMigrator(store, [marks]).up();
    fencing = createFencing(store);
  });
  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const add = (name: string): Promise<void> =>
    fencing.store.transaction<Tables, void>(async (tx) => {
      await tx.insertInto("marks").values({ name }).execute();
    });
  const names = async (): Promise<readonly string[]> => {
    const rows = await store.read<Tables>().selectFrom("marks").select("name").execute();
    return rows.map(({ name }) => name);
  };
  const guard = async (tx: Parameters<Parameters<Fencing["within"]>[0]>[0]): Promise<void> => {
    await tx.insertInto("marks").values({ name: "guard" }).execute();
  };

  it("P-090: speaks in the work's own transaction, and nowhere else", async () => {
    await add("before");
    await fencing.within(guard, async () => {
      await Promise.resolve();
      await add("work");
    });
    await add("after");
    expect(await names()).toEqual(["before", "guard", "work", "after"]);
  });

  it("P-090: what the guard refuses is not there, and what the work refuses takes the guard back", async () => {
    const before = await names();
    const refuse = () => Promise.reject(new Error("taken over"));
    await expect(fencing.within(refuse, () => add("refused"))).rejects.toThrow();
    const failing = fencing.store;
    const work = () =>
      failing.transaction<Tables, void>(async () => Promise.reject(new Error("work failed")));
    await expect(fencing.within(guard, work)).rejects.toThrow("work failed");
    expect(await names()).toEqual(before);
  });

  it("P-090: what the work leaves behind goes on without it", async () => {
    const before = await names();
    const { promise, resolve } = Promise.withResolvers<void>();
    let later: Promise<void> | undefined;
    await fencing.within(guard, async () => {
      later = promise.then(() => add("later"));
    });
    resolve();
    await later;
    expect(await names()).toEqual([...before, "later"]);
  });
});
