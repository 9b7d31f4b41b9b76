import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMigrator, openStore, type Store, sql } from "#store";
import {
  type Bench,
  benchClock,
  entryOf,
  expectNamed,
  openBench,
  TAMPERINGS,
  testKeyring,
} from "./conformance/trail-cases.ts";
import { auditLogMigrations } from "./storage/migrations.ts";
import { refOfSealed } from "./subjects/subject-keys.ts";

const ANA = "0190a000-0000-7000-8000-00000000000a";
const DAY_MS = 86_400_000;

let directory: string;
let store: Store;
let bench: Bench;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "plinth-audit-"));
  const clock = benchClock();
  store = await openStore({ engine: { kind: "embedded", directory }, clock });
  bench = await openBench(store, clock, directory);
});
afterEach(async () => {
  await bench.close();
  await store.close();
  rmSync(directory, { recursive: true, force: true });
});

describe("the audit trail", () => {
  it("LOG-05: chains what is recorded, without gaps and in order", async () => {
    await bench.fill(70);
    const rows = await bench.rows();
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 70 }, (_, at) => at + 1));
    expect(new Set(rows.map(({ hash }) => hash)).size).toBe(70);
    expect(await bench.trail.verify()).toMatchObject({ isWhole: true, entries: 70, faults: [] });
  });

  for (const tampering of TAMPERINGS) {
    for (const at of [0, 3, 9]) {
      it(`LOG-05, P-084: names ${tampering.name}, at ${at}`, async () => {
        await expectNamed(bench, tampering, 10, at);
      });
    }
  }

  it("P-084: a tail cut together with the head is told by what this machine saw", async () => {
    await bench.fill(5);
    const [head] = (await sql`select * from audit_head`.execute(store.read())).rows;
    await bench.fill(5);
    const old = head as { seq: number; hash: string; signature: string; noted_at: number };
    await bench.tamper(
      "delete from audit_log where seq > 5",
      `update audit_head set seq = ${old.seq}, hash = '${old.hash}', signature = '${old.signature}', noted_at = ${old.noted_at}`,
    );
    const report = await bench.trail.verify();
    expect(report.faults).toEqual([expect.objectContaining({ kind: "anchor", seq: 6 })]);
    // A new process sees it before it appends, and does not forget it by appending.
    const next = bench.another();
    await next.begin();
    expect(next.isPutBack()).toBe(true);
    await next.record(entryOf("0190a000-0000-7000-8000-0000000000ff", bench.clock.now()));
    await next.settle();
    expect(next.isPutBack()).toBe(true);
    await next.acceptEnd();
    expect((await next.verify()).faults).toEqual([]);
  });

  it("P-084: a chain made anew by somebody without the key is told by signatures", async () => {
    await bench.fill(3);
    await bench.tamper(
      "delete from audit_log",
      "delete from audit_checkpoints",
      "delete from audit_head",
    );
    const theirs = await openBench(
      store,
      bench.clock,
      mkdtempSync(join(directory, "x-")),
      testKeyring("somebody else's secret, just as long"),
    );
    await theirs.fill(3);
    await theirs.close();
    const kinds = (await bench.trail.verify()).faults.map(({ kind }) => kind);
    expect(kinds).toEqual(expect.arrayContaining(["head", "anchor"]));
  });

  it("LOG-05: the database refuses to change or remove an entry", async () => {
    await bench.fill(2);
    const refused = [
      "update audit_log set outcome = 'failed'",
      "delete from audit_log",
      "delete from audit_head",
      "update audit_head set seq = 0",
    ];
    for (const statement of refused) {
      await expect(sql.raw(statement).execute(store.write())).rejects.toThrow();
    }
    expect((await bench.trail.verify()).isWhole).toBe(true);
    // The guards are part of the schema: one that is missing is told by plinth migrate.
    const migrator = createMigrator(store, [...auditLogMigrations]);
    expect(await migrator.diff()).toEqual([]);
    await bench.tamper();
    expect((await migrator.diff()).length).toBe(6);
  });

  it("LOG-06: removes exactly what is due, and the chain still holds", async () => {
    const start = bench.clock.now();
    await bench.fill(3);
    bench.clock.set(start + 10 * DAY_MS);
    await bench.fill(4);
    expect(await bench.trail.removeBefore(start + 10 * DAY_MS)).toBe(3);
    expect((await bench.rows()).map(({ seq }) => seq)).toEqual([4, 5, 6, 7]);
    expect(await bench.trail.verify()).toMatchObject({ isWhole: true, entries: 4, cutAt: 3 });
    await bench.fill(1);
    expect(await bench.trail.removeBefore(bench.clock.now() + DAY_MS)).toBe(5);
    await bench.fill(2);
    expect(await bench.trail.verify()).toMatchObject({ isWhole: true, firstSeq: 9, cutAt: 8 });
  });

  it("LOG-06: erasure destroys the key, and nothing tells any more whose entries they were", async () => {
    await bench.fill(2);
    const [row] = await bench.rows();
    const ref = row?.actor ?? "";
    expect(JSON.stringify(row)).not.toContain(ANA);
    expect(JSON.stringify(row)).not.toContain("203.0.113.9");
    const opened = (await bench.trail.keys.open([ref])).get(ref);
    expect(opened?.subject).toBe(ANA);
    expect(opened?.open(row?.origin ?? "", `${row?.id}:o`)).toEqual({
      address: "203.0.113.9",
      agent: "Browser",
    });
    await bench.trail.keys.shred(ANA);
    expect((await bench.trail.keys.open([ref, refOfSealed(row?.origin ?? "")])).size).toBe(0);
    expect(await bench.trail.keys.refsOf(ANA)).toEqual([]);
    expect((await bench.trail.verify()).isWhole).toBe(true);
  });

  it("LOG-06: where strangers came from can be read for a while, and then by nobody", async () => {
    const start = bench.clock.now();
    await bench.fill(1, { actor: undefined, details: undefined });
    const [row] = await bench.rows();
    const ref = refOfSealed(row?.origin ?? "");
    expect((await bench.trail.keys.open([ref])).get(ref)?.subject).toMatch(/^visitors-2026-01$/);
    expect(await bench.trail.forgetVisitors(start)).toBe(0);
    expect(await bench.trail.forgetVisitors(start + 100 * DAY_MS)).toBe(1);
    expect((await bench.trail.keys.open([ref])).size).toBe(0);
  });

  it("P-048: an action whose process died stands in the trail as interrupted", async () => {
    await bench.trail.record(
      entryOf("0190a000-0000-7000-8000-0000000000aa", bench.clock.now(), { outcome: undefined }),
    );
    await bench.trail.settle();
    expect(await bench.rows()).toEqual([]);
    const next = bench.another();
    await next.begin();
    await next.settle();
    expect(await bench.rows()).toEqual([
      expect.objectContaining({ outcome: "interrupted", action: "plan.created" }),
    ]);
  });

  it("P-048: a begun action gets its end in the same entry", async () => {
    const id = "0190a000-0000-7000-8000-0000000000ab";
    await bench.trail.record(
      entryOf(id, bench.clock.now(), { outcome: undefined, status: undefined }),
    );
    await bench.trail.record(entryOf(id, bench.clock.now(), { outcome: "refused", status: 409 }));
    await bench.trail.settle();
    expect(await bench.rows()).toEqual([
      expect.objectContaining({ id, outcome: "refused", status: 409 }),
    ]);
  });

  it("LOG-09: pages have every entry that fits once, whatever is asked for together", async () => {
    for (let at = 0; at < 40; at += 1) {
      await bench.fill(1, {
        action: at % 2 === 0 ? "plan.created" : "plan.deleted",
        outcome: at % 5 === 0 ? "failed" : "success",
        target: { kind: "thing", id: `plan-${at % 4}` },
      });
    }
    const rows = (await bench.rows()).toReversed();
    const filters = [
      {},
      { action: "plan.deleted" },
      { outcome: "failed" as const },
      { action: "plan.created", outcome: "failed" as const, targets: ["plan-0", "plan-2"] },
      { from: rows[20]?.at, to: rows[5]?.at },
      { actors: [rows[0]?.actor ?? ""], action: "plan.created", from: rows[30]?.at },
    ];
    for (const filter of filters) {
      const wanted = rows.filter(
        (row) =>
          (filter.action === undefined || row.action === filter.action) &&
          (filter.outcome === undefined || row.outcome === filter.outcome) &&
          (filter.targets === undefined || filter.targets.includes(row.target ?? "")) &&
          (filter.from === undefined || row.at >= filter.from) &&
          (filter.to === undefined || row.at < filter.to),
      );
      const found: number[] = [];
      let before: Awaited<ReturnType<typeof bench.trail.page>>["next"];
      do {
        const page = await bench.trail.page({ filter, before, limit: 7 });
        found.push(...page.rows.map(({ seq }) => seq));
        before = page.next;
      } while (before !== undefined);
      expect(found).toEqual(wanted.map(({ seq }) => seq));
    }
  });
});
