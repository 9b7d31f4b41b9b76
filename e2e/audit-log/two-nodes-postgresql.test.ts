import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { Secret } from "../../packages/plinth/src/core/index.ts";
import {
  benchClock,
  entryOf,
  expectNamed,
  openBench,
  TAMPERINGS,
} from "../../packages/plinth/src/services/audit-log/conformance/trail-cases.ts";
import { auditLogMigrations } from "../../packages/plinth/src/services/audit-log/index.ts";
import {
  createMigrator,
  openStore,
  type Store,
  sql,
} from "../../packages/plinth/src/store/index.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";

const server = await startPostgres();
if ("missing" in server) announceSkipped("the audit trail on PostgreSQL", server.missing);
afterAll(() => ("missing" in server ? undefined : server.stop()));

const DAY_MS = 86_400_000;
const directory = mkdtempSync(join(tmpdir(), "plinth-audit-pg-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const open = (url: string, clock = benchClock()): Promise<Store> =>
  openStore({
    engine: {
      kind: "postgresql",
      url: new Secret(url),
      poolSize: 4,
      maxOverflow: 2,
      poolTimeoutMs: 5_000,
      recycleMs: 600_000,
      connectTimeoutMs: 5_000,
      commandTimeoutMs: 10_000,
    },
    clock,
  });

const place = (): string => mkdtempSync(join(directory, "node-"));

describe.skipIf("missing" in server)("the audit trail on PostgreSQL", () => {
  it("LOG-05: two nodes that write at once make one chain, with every entry once", async () => {
    if ("missing" in server) return;
    const url = await server.createDatabase();
    const clock = benchClock();
    const stores = [await open(url, clock), await open(url, clock)] as const;
    const bench = await openBench(stores[0], clock, place());
    const other = bench.another(stores[1]);
    await other.begin();
    try {
      const ids: string[] = [];
      const write = async (trail: typeof other, lane: number): Promise<void> => {
        for (let at = 0; at < 60; at += 1) {
          const number = (lane * 1_000 + at).toString(16).padStart(12, "0");
          const id = `0190a000-0000-7000-8000-${number}`;
          ids.push(id);
          await trail.record(entryOf(id, clock.now()));
          if (at % 7 === lane) await trail.settle();
        }
      };
      await Promise.all([
        write(bench.trail, 0),
        write(bench.trail, 1),
        write(other, 2),
        write(other, 3),
      ]);
      await Promise.all([bench.trail.settle(), other.settle()]);
      const rows = await bench.rows();
      expect(rows.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
      expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, at) => at + 1));
      expect(await other.verify()).toMatchObject({ isWhole: true, entries: 240 });
    } finally {
      await bench.close();
      for (const store of stores) await store.close();
    }
  }, 60_000);

  for (const tampering of TAMPERINGS) {
    it(`LOG-05, P-084: names ${tampering.name}`, async () => {
      if ("missing" in server) return;
      const store = await open(await server.createDatabase());
      const bench = await openBench(store, benchClock(), place());
      try {
        await expectNamed(bench, tampering, 6, 3);
      } finally {
        await bench.close();
        await store.close();
      }
    }, 30_000);
  }

  it("LOG-05, LOG-06: the database refuses changes, and lets go what is over", async () => {
    if ("missing" in server) return;
    const clock = benchClock();
    const store = await open(await server.createDatabase(), clock);
    const bench = await openBench(store, clock, place());
    try {
      await bench.fill(3);
      const refused = [
        "update audit_log set outcome = 'failed'",
        "delete from audit_log",
        "truncate audit_log",
        "delete from audit_checkpoints",
        "delete from audit_head",
        "update audit_head set seq = 0",
      ];
      for (const statement of refused) {
        await expect(sql.raw(statement).execute(store.write())).rejects.toThrow();
      }
      // The guards are part of the schema: one that is missing is told by plinth migrate.
      const migrator = createMigrator(store, [...auditLogMigrations]);
      expect(await migrator.diff()).toEqual([]);
      const start = clock.now();
      clock.advance(10 * DAY_MS);
      await bench.fill(2);
      expect(await bench.trail.removeBefore(start + DAY_MS)).toBe(3);
      expect(await bench.trail.verify()).toMatchObject({ isWhole: true, entries: 2, cutAt: 3 });
    } finally {
      await bench.close();
      await store.close();
    }
  }, 30_000);
});
