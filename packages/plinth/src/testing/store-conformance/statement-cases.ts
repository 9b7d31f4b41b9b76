import { expect, it } from "vitest";
import { isUniqueViolation } from "#store";
import { sql } from "#vendor/kysely";
import { failureOf, type Get, ids, insert, read, row, type Tables, write } from "./notes.ts";

/** What statements do. */
export const changeCases = (store: Get): void => {
  it("DB-01: what is written is read, changed, counted and deleted", async () => {
    await insert(store(), "a", { body: "one" });
    await insert(store(), "b", { body: "two" });
    const [changed] = await write(store())
      .updateTable("note")
      .set({ body: "three" })
      .where("id", "=", "a")
      .execute();
    expect(changed?.numUpdatedRows).toBe(1n);
    const [deleted] = await write(store())
      .deleteFrom("note")
      .where("id", "in", ["b", "z"])
      .execute();
    expect(deleted?.numDeletedRows).toBe(1n);
    const rows = await read(store()).selectFrom("note").selectAll().execute();
    expect(rows).toEqual([row("a", { body: "three" })]);
    const { total } = await read(store())
      .selectFrom("note")
      .select(({ fn }) => fn.countAll<number>().as("total"))
      .executeTakeFirstOrThrow();
    expect(total).toBe(1);
  });

  it("DB-01: RETURNING and upsert work alike", async () => {
    const upsert = (body: string) =>
      write(store())
        .insertInto("note")
        .values(row("a", { body, size: 1 }))
        .onConflict((conflict) =>
          conflict.column("id").doUpdateSet((eb) => ({
            body: eb.ref("excluded.body"),
            size: eb("note.size", "+", 1),
          })),
        )
        .returning(["id", "body", "size"])
        .executeTakeFirstOrThrow();
    expect(await upsert("one")).toEqual({ id: "a", body: "one", size: 1 });
    expect(await upsert("two")).toEqual({ id: "a", body: "two", size: 2 });
    const gone = await write(store())
      .deleteFrom("note")
      .where("id", "=", "a")
      .returning("id")
      .execute();
    expect(gone).toEqual([{ id: "a" }]);
  });

  it("DB-01: foreign keys hold, and deletes cascade", async () => {
    await insert(store(), "a");
    await write(store()).insertInto("note_tag").values({ note_id: "a", tag: "t" }).execute();
    await write(store()).deleteFrom("note").execute();
    expect(await read(store()).selectFrom("note_tag").selectAll().execute()).toEqual([]);
  });

  it("DB-01: a change through read is refused", async () => {
    const error = await failureOf(read(store()).insertInto("note").values(row("a")).execute());
    expect(error.code).toBe("DATABASE_ERROR");
    await failureOf(sql`delete from note`.execute(read(store())));
    await failureOf(read(store()).schema.dropTable("note").execute());
    expect(await ids(store())).toEqual([]);
  });

  it("PERF: a prepared read gives what the query gives", async () => {
    await insert(store(), "a", { body: "one", done: 1 });
    await insert(store(), "b", { body: "two" });
    const byId = store().prepare<Tables, { id: string; done: boolean }, { body: string | null }>(
      (db, value) =>
        db
          .selectFrom("note")
          .select("body")
          .where("id", "=", value("id"))
          .where("done", "=", value("done")),
    );
    expect(await byId.first({ id: "a", done: true })).toEqual({ body: "one" });
    expect(await byId.all({ id: "b", done: false })).toEqual([{ body: "two" }]);
    expect(await byId.first({ id: "b", done: true })).toBeUndefined();
  });

  it("DB-08: the query counter counts every statement", async () => {
    const before = store().stats().queries;
    await insert(store(), "a");
    await ids(store());
    await store().transaction<Tables, unknown>((tx) => tx.selectFrom("note").selectAll().execute());
    expect(store().stats().queries - before).toBe(3);
  });
};

/** Values keep their meaning. */
export const valueCases = (store: Get): void => {
  it.each([
    ["unicode", { body: "Čaj ☕ 漢字 \u{1F9C0} \u0001 'quoted' \"double\" \\ % _" }],
    ["the empty text", { body: "" }],
    ["null", { body: null, bytes: null }],
    ["the largest safe integer", { size: Number.MAX_SAFE_INTEGER }],
    ["the smallest safe integer", { size: Number.MIN_SAFE_INTEGER }],
    ["JSON text", { data: JSON.stringify({ a: [1, null, "x"], ключ: { b: true } }) }],
    ["a time", { size: Date.UTC(2026, 1, 28, 23, 59, 59, 999) }],
    ["a long text", { body: "x".repeat(200_000) }],
  ])("DB-01: %s comes back as it went in", async (_name, more) => {
    await insert(store(), "a", more);
    const found = await read(store()).selectFrom("note").selectAll().executeTakeFirst();
    expect(found).toEqual(row("a", more));
  });

  it("DB-01: true and false are kept as 1 and 0, bytes as bytes", async () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    await insert(store(), "a", { done: true, bytes });
    const found = await read(store())
      .selectFrom("note")
      .selectAll()
      .where("done", "=", true)
      .executeTakeFirstOrThrow();
    expect(found.done).toBe(1);
    expect(new Uint8Array(found.bytes ?? [])).toEqual(bytes);
  });

  it("DB-01: an integer that JavaScript cannot hold is refused, not rounded", async () => {
    const huge = sql`select cast('9007199254740993' as bigint) as huge`;
    const error = await failureOf(huge.execute(read(store())));
    expect(error.code).toBe("DATABASE_ERROR");
  });

  it("DB-01: text is a value, never SQL", async () => {
    const body = "x'); drop table note; --";
    await insert(store(), "a", { body });
    const found = await read(store())
      .selectFrom("note")
      .select("id")
      .where("body", "=", body)
      .execute();
    expect(found).toEqual([{ id: "a" }]);
  });
};

/** What is refused, and how it is told. */
export const refusalCases = (store: Get): void => {
  it("ERR-02: a unique violation is recognised, and no driver text is shown", async () => {
    await insert(store(), "a", { body: "secret body" });
    const error = await failureOf(insert(store(), "a", { body: "secret body" }));
    expect(isUniqueViolation(error)).toBe(true);
    expect(isUniqueViolation(new Error("wrapped", { cause: error }))).toBe(true);
    expect(error.code).toBe("DATABASE_ERROR");
    expect(error.message).not.toMatch(/unique|constraint|note/i);
    expect(JSON.stringify(error)).not.toContain("secret body");
    await insert(store(), "b");
  });

  it("ERR-02: other violations are not unique violations", async () => {
    const orphan = write(store()).insertInto("note_tag").values({ note_id: "none", tag: "t" });
    expect(isUniqueViolation(await failureOf(orphan.execute()))).toBe(false);
    const missing = sql`select * from no_such_table`.execute(read(store()));
    expect((await failureOf(missing)).code).toBe("DATABASE_ERROR");
  });
};
