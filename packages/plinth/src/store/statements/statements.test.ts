import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "#core";
import { openStore, type Store, type StoreOptions } from "../index.ts";
import type { RunningWork, StatementOutcome } from "./contract.ts";
import { describeStatement } from "./describe.ts";
import { createDurations } from "./durations.ts";
import { explainStatement } from "./explain.ts";
import { reportStatements } from "./report.ts";

interface Tables {
  readonly item: { readonly id: number; readonly kind: string; readonly owner: string };
}

describe("names", () => {
  it.each([
    [
      'select "a" from "item" where "id" = ?',
      "select item",
      'select "a" from "item" where "id" = ?',
    ],
    [
      'select "a" from "item" where "id" = $1',
      "select item",
      'select "a" from "item" where "id" = ?',
    ],
    [
      'delete from "item" where "id" in ($1, $2)',
      "delete item",
      'delete from "item" where "id" in (?)',
    ],
    [
      'insert into "item" ("id", "kind") values (?, ?), (?, ?)',
      "insert item",
      'insert into "item" ("id", "kind") values (?)',
    ],
    [
      "update item set kind = 'secret', size = 12.5",
      "update item",
      "update item set kind = ?, size = ?",
    ],
    [
      'with "due" as (select "id" from "item") update "job" set "x1" = ?',
      "update item",
      'with "due" as (select "id" from "item") update "job" set "x1" = ?',
    ],
    ["PRAGMA user_version", "other", "PRAGMA user_version"],
  ])("DB-06: %s", (sql, name, text) => {
    expect(describeStatement(sql)).toMatchObject({ name, text });
  });

  it("DB-06: the same statement has one id, whatever its values and the engine", () => {
    const ids = ["= ?", "= $3", "= 7", "= 'x'"].map(
      (end) => describeStatement(`select * from "item" where "id" ${end}`).id,
    );
    expect(new Set(ids).size).toBe(1);
  });
});

it("DB-06: quantiles are within ten percent, and the rest is exact", () => {
  const times = fc.array(fc.double({ min: 0.01, max: 60_000, noNaN: true }), { minLength: 1 });
  fc.assert(
    fc.property(times, fc.constantFrom(0.01, 0.5, 0.95, 1), (all, share) => {
      const durations = createDurations();
      for (const one of all) durations.add(one);
      const sorted = all.toSorted((a, b) => a - b);
      const exact = sorted[Math.ceil(share * all.length) - 1] ?? 0;
      expect(Math.abs(durations.quantile(share) - exact) / exact).toBeLessThan(0.1);
      expect(durations.count()).toBe(all.length);
      expect(durations.maxMs()).toBe(sorted.at(-1));
    }),
  );
  const odd = createDurations();
  for (const one of [0, Number.MIN_VALUE, 1e9]) odd.add(one);
  expect(odd.count()).toBe(3);
  expect(createDurations().quantile(0.95)).toBe(0);
});

describe("a store", () => {
  let directory: string;
  let store: Store | undefined;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "plinth-statements-"));
  });
  afterEach(async () => {
    await store?.close();
    rmSync(directory, { recursive: true });
  });
  const open = async (options: Partial<StoreOptions> = {}): Promise<Store> => {
    const opened = await openStore({
      engine: { kind: "embedded", directory },
      clock: systemClock,
      ...options,
    });
    store = opened;
    await opened
      .write<Tables>()
      .schema.createTable("item")
      .addColumn("id", "integer", (column) => column.primaryKey())
      .addColumn("kind", "text")
      .addColumn("owner", "text")
      .execute();
    return opened;
  };
  const add = (to: Store, id: number) =>
    to.write<Tables>().insertInto("item").values({ id, kind: "k", owner: "o" }).execute();

  it("DB-06: tells of every statement that ended, the commit among them, and of failures", async () => {
    const told: StatementOutcome[] = [];
    const opened = await open({ onStatement: (outcome) => told.push(outcome) });
    told.length = 0;
    await opened.transaction<Tables, void>(async (tx) => {
      await tx.insertInto("item").values({ id: 1, kind: "k", owner: "o" }).execute();
    });
    const byId = opened.prepare<Tables, { id: number }, Tables["item"]>((db, value) =>
      db.selectFrom("item").selectAll().where("id", "=", value("id")),
    );
    await byId.first({ id: 1 });
    await add(opened, 1).catch(() => undefined);
    expect(told.map(({ statement, error }) => [statement.name, error === undefined])).toEqual([
      ["insert item", true],
      ["commit", true],
      ["select item", true],
      ["insert item", false],
    ]);
    expect(told.every(({ durationMs, startedMs }) => durationMs >= 0 && startedMs > 0)).toBe(true);
    const { figures } = opened.statements();
    expect(figures.find(({ name }) => name === "insert item")).toMatchObject({
      count: 1,
      failures: 1,
    });
    expect(JSON.stringify(figures)).not.toContain('"k"');
  });

  it("DB-05: a transaction that keeps its connection is told of once, by its statements", async () => {
    const told: RunningWork[] = [];
    const opened = await open({ longHoldMs: 20, onLongHold: (work) => told.push(work) });
    await opened.transaction<Tables, void>(async (tx) => {
      await tx.selectFrom("item").selectAll().execute();
      await tx.deleteFrom("item").execute();
      await vi.waitFor(() => expect(told).toHaveLength(1));
      expect(opened.statements().running).toMatchObject([
        { kind: "transaction", name: "transaction of select item", last: "delete item" },
      ]);
    });
    expect(told).toMatchObject([{ name: "transaction of select item", statements: 2 }]);
    expect(opened.stats().longHolds).toBe(1);
    expect(opened.statements().running).toEqual([]);
  });

  it("DB-06: the report names the costliest first, with plans, and what an index would help", async () => {
    const opened = await open();
    await add(opened, 1);
    for (let round = 0; round < 20; round += 1) {
      await opened
        .read<Tables>()
        .selectFrom("item")
        .selectAll()
        .where("owner", "=", "o")
        .where("id", ">", 0)
        .where("kind", "in", ["a", "b"])
        .execute();
    }
    await opened.read<Tables>().selectFrom("item").selectAll().where("id", "=", 1).execute();
    const report = await reportStatements(opened, { limit: 50, hasPlans: true });
    const shares = report.statements.map(({ share }) => share);
    expect(shares).toEqual(shares.toSorted((a, b) => b - a));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1);
    const reads = report.statements.filter(({ operation }) => operation === "select");
    expect(reads).toHaveLength(2);
    for (const { plan } of reads) expect(plan?.steps.join()).toMatch(/^SEARCH item USING/);
    const scan = 'select * from "item" where "owner" = ? and "kind" in (?, ?)';
    expect(await explainStatement(opened, scan)).toMatchObject({
      scans: ["item"],
      hints: ["reads all rows of item; an index on (owner, kind) may help"],
    });
    expect(await explainStatement(opened, 'delete from "item" where "id" = ?')).toMatchObject({
      scans: [],
      hints: [],
    });
  });
});
