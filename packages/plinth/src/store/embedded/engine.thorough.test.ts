import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AppError, BootError, systemClock } from "#core";
import { openStore, type SlowQuery, type Store, type StoreHealth, type StoreOptions } from "#store";
import { sql } from "#vendor/kysely";

interface Tables {
  readonly item: { readonly id: number; readonly text: string };
}

let directory: string;
const opened: Store[] = [];

const open = async (options: Partial<StoreOptions> = {}, path = directory): Promise<Store> => {
  const store = await openStore({
    engine: { kind: "embedded", directory: path },
    clock: systemClock,
    ...options,
  });
  opened.push(store);
  return store;
};
const openWithTable = async (options: Partial<StoreOptions> = {}): Promise<Store> => {
  const store = await open(options);
  await sql`create table item (id integer primary key, text text not null) strict`.execute(
    store.write(),
  );
  return store;
};
const insert = (store: Store, id: number, text = "") =>
  store.write<Tables>().insertInto("item").values({ id, text }).execute();
const count = async (store: Store): Promise<number> =>
  (await store.read<Tables>().selectFrom("item").select("id").execute()).length;
const refusalOf = async (promise: Promise<unknown>): Promise<readonly string[]> => {
  const error: unknown = await promise.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(BootError);
  return (error as BootError).problems;
};
const mode = (path: string) => statSync(path).mode & 0o777;

beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), "plinth-embedded-")), "data");
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  rmSync(join(directory, ".."), { recursive: true, force: true });
});

describe("the data directory", () => {
  it("is private: directory 0700, files 0600, side files too", async () => {
    const store = await openWithTable();
    await insert(store, 1);
    expect(mode(directory)).toBe(0o700);
    const files = readdirSync(directory).sort();
    expect(files).toEqual(expect.arrayContaining(["plinth.db", "plinth.db-wal", "plinth.lock"]));
    expect(files.map((name) => mode(join(directory, name)))).toEqual(files.map(() => 0o600));
  });

  it("DB-02: a second store on it is refused in one sentence, until the first is closed", async () => {
    const first = await openWithTable();
    const problems = await refusalOf(open());
    expect(problems).toEqual([expect.stringContaining("is in use by another running instance")]);
    await insert(first, 1);
    await refusalOf(open());
    await first.close();
    expect(await count(await open())).toBe(1);
  });

  it("is refused when it cannot be used, with the reason", async () => {
    writeFileSync(join(directory, "..", "file"), "");
    const file = join(directory, "..", "file");
    expect((await refusalOf(open({}, file)))[0]).toMatch(/cannot be used: .*EEXIST/);
    await (await open()).close();
    chmodSync(directory, 0o777);
    expect((await refusalOf(open()))[0]).toMatch(/every user of this machine may write/);
  });

  it("is refused when its database is something else, and left free", async () => {
    await (await open()).close();
    const database = join(directory, "plinth.db");
    rmSync(database);
    writeFileSync(
      database,
      "this is not a database, only some text that is long enough".repeat(20),
    );
    expect((await refusalOf(open()))[0]).toMatch(/cannot be opened: file is not a database/);
    expect((await refusalOf(open()))[0]).toMatch(/cannot be opened: file is not a database/);
  });

  it("a database that is moved away under the store takes no more writes", async () => {
    const store = await openWithTable();
    await insert(store, 1);
    renameSync(join(directory, "plinth.db"), join(directory, "gone.db"));
    await expect(insert(store, 2)).rejects.toMatchObject({ code: "DATABASE_ERROR" });
    expect((await store.health()).connectionTest).toBe("failed");
  });
});

describe("the writer", () => {
  it("writers at the same time share flushes, and none is answered before its own", async () => {
    const store = await openWithTable();
    const before = store.stats().flushes;
    await Promise.all(Array.from({ length: 200 }, (_, id) => insert(store, id)));
    const flushes = store.stats().flushes - before;
    expect(flushes).toBeGreaterThan(0);
    expect(flushes).toBeLessThan(20);
    expect(await count(store)).toBe(200);
  });

  it("an answered write is in the file, read by a connection of somebody else", async () => {
    const store = await openWithTable();
    const other = new DatabaseSync(join(directory, "plinth.db"), { readOnly: true });
    for (let id = 0; id < 20; id += 1) {
      await insert(store, id);
      expect(other.prepare("select count(*) as n from item").get()).toMatchObject({ n: id + 1 });
    }
    other.close();
  });

  it("writes beyond the bound of the queue are refused at once, the others are saved", async () => {
    const store = await openWithTable({ limits: { writeQueueLength: 5 } });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, id) => insert(store, id)),
    );
    const refused = outcomes.filter(({ status }) => status === "rejected");
    expect(refused).toHaveLength(15);
    for (const outcome of refused) {
      expect(outcome).toMatchObject({ reason: { code: "SERVICE_UNAVAILABLE" } });
    }
    expect(await count(store)).toBe(5);
  });

  it("a transaction waits for its turn only from its first statement on", async () => {
    const store = await openWithTable();
    await store.transaction<Tables, void>(async (tx) => {
      await insert(store, 1);
      await tx.insertInto("item").values({ id: 2, text: "" }).execute();
    });
    expect(await count(store)).toBe(2);
  });

  it("the log is moved into the database while writing goes on", async () => {
    const store = await openWithTable();
    const text = "x".repeat(100_000);
    for (let id = 0; id < 120; id += 1) {
      await insert(store, id, text);
    }
    expect(statSync(join(directory, "plinth.db-wal")).size).toBeLessThan(6 << 20);
    expect(await count(store)).toBe(120);
  });
});

describe("what is reported", () => {
  it("DB-06: slow statements are reported with placeholders, never with values", async () => {
    const slow: SlowQuery[] = [];
    const store = await openWithTable({ slowQueryMs: 0, onSlowQuery: (query) => slow.push(query) });
    await insert(store, 1, "secret text");
    await store
      .read<Tables>()
      .selectFrom("item")
      .selectAll()
      .where("text", "=", "secret")
      .execute();
    expect(slow.map((query) => query.sql)).toEqual([
      expect.stringContaining("create table"),
      'insert into "item" ("id", "text") values (?)',
      'select * from "item" where "text" = ?',
    ]);
    expect(JSON.stringify(slow)).not.toContain("secret");
    expect(store.stats().slowQueries).toBe(3);
  });

  it("HLT-04: the pool shows the writer at work", async () => {
    const store = await openWithTable();
    const busy = await store.transaction<Tables, StoreHealth>(async (tx) => {
      await tx.insertInto("item").values({ id: 1, text: "" }).execute();
      return store.health();
    });
    const { poolStatus } = await store.health();
    expect(busy.poolStatus).toEqual({ size: 2, checkedOut: 1, checkedIn: 1, overflow: 0 });
    expect(poolStatus).toEqual({ size: 2, checkedOut: 0, checkedIn: 2, overflow: 0 });
  });

  it("values that have no form in SQL are refused", async () => {
    const store = await openWithTable();
    for (const value of [new Date(0), { a: 1 }, Symbol("s")]) {
      const error: unknown = await insert(store, 1, value as never).catch(
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(AppError);
    }
    await expect(insert(store, 1, "a\0b")).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    expect(await count(store)).toBe(0);
  });
});
