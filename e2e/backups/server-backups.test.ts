import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { monotonicClock } from "../../packages/plinth/src/core/index.ts";
import {
  createDirectoryTarget,
  openServer,
  restoreServer,
  serverPlaces,
} from "../../packages/plinth/src/ops/backup/index.ts";
import { type Store, sql } from "../../packages/plinth/src/store/index.ts";
import { announceSkipped } from "../../packages/plinth/src/testing/postgres.ts";
import { runPlinth } from "../support/run.ts";
import { backupsOf, keyOf, openServerStore, startArchivedServer } from "./server-support.ts";

const CANARY = "canary-9f1c2e7ab4";
const server = await startArchivedServer();

const filesUnder = (directory: string): readonly string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
const insert = (store: Store, text: string) =>
  sql`insert into entry (id, text) values (${text}, ${CANARY})`.execute(store.write());
const now = async (store: Store): Promise<number> => {
  const { rows } = await sql<{ at: string }>`
    select (extract(epoch from clock_timestamp()) * 1000)::bigint::text as at`.execute(
    store.read(),
  );
  return Number(rows[0]?.at);
};
const pause = () => new Promise((resolve) => setTimeout(resolve, 5));

if (typeof server === "string") {
  announceSkipped("backups of a PostgreSQL server", server);
} else {
  const { place, root, environment } = server;
  const run = async (...words: readonly string[]) => {
    const outcome = await runPlinth(["backup", ...words, "--json"], environment);
    expect(outcome.code, outcome.told).toBe(0);
    return JSON.parse(outcome.printed);
  };
  afterAll(() => server.stop());

  describe("backups of a PostgreSQL server", () => {
    it("BK-03, BK-05, P-058, PRIV-03: restores rows 1 and 2 exactly, from the copy, with who was erased, and no secret is readable", async () => {
      mkdirSync(place.dataDirectory, { mode: 0o700 });
      const erasures = join(place.dataDirectory, "erasures.jsonl");
      writeFileSync(erasures, '{"id":"erased"}\n');
      const store = await openServerStore(place);
      await sql`create table entry (id text primary key, text text not null)`.execute(
        store.write(),
      );
      const { backups } = backupsOf(store, place, join(root, "copy"));
      await insert(store, "one");
      await sql`create table busy (id serial primary key)`.execute(store.write());
      // Others write all the while: what a restore must have is known exactly nevertheless.
      let isOver = false;
      const writers = [1, 2].map(async () => {
        while (!isOver) await sql`insert into busy default values`.execute(store.write());
      });
      const { full, proof } = await backups.create();
      expect(full.generation).toBe("full");
      expect(proof).toMatchObject({ faults: [], tables: 2, full: full.name });
      expect(proof.rows).toBeGreaterThan(10);
      await insert(store, "two");
      await pause();
      const between = await now(store);
      await pause();
      await insert(store, "three");
      const drilled = await backups.drill({
        writeSentinel: async () => {
          await insert(store, "sentinel");
          return { table: "entry", id: "sentinel" };
        },
      });
      expect(drilled).toMatchObject({ faults: [], tables: 2 });
      expect(drilled.rows).toBeGreaterThan(proof.rows);
      isOver = true;
      await Promise.all(writers);
      expect(drilled.lagMs).toBeLessThan(20_000);
      await backups.close();
      await store.close();
      rmSync(erasures);
      const created = await run("create");
      expect(created).toMatchObject({ full: { generation: "diff" }, proof: { faults: [] } });
      expect(await run("list")).toMatchObject({ full: [{ name: full.name }, {}], following: null });
      const upload = await runPlinth(["backup", "upload"], {
        ...environment,
        BACKUP_COPY_TO: join(root, "copy"),
      });
      expect(upload.printed).toMatch(/objects, .* copied to/);

      const to = join(root, "restored");
      const made = await restoreServer({
        ...{
          place,
          to,
          at: between,
          filesDirectory: join(root, "files"),
          monotonic: monotonicClock,
          now: Date.now(),
        },
        from: createDirectoryTarget(join(root, "copy")),
      });
      expect(made).toMatchObject({ rows: { entry: 2 }, backup: { name: full.name }, erased: 1 });
      expect(readFileSync(join(made.configuration ?? "", ".env"), "utf8")).toBe("NAME=value\n");
      expect(readFileSync(join(to, "postgresql.auto.conf"), "utf8")).not.toContain(
        "recovery_target",
      );
      expect(existsSync(join(to, "recovery.signal"))).toBe(false);
      for (const file of [...filesUnder(place.directory), ...filesUnder(join(root, "copy"))]) {
        expect(readFileSync(file).includes(CANARY), file).toBe(false);
      }
      expect(statSync(serverPlaces(place).configuration).mode & 0o777).toBe(0o600);
    });

    it("BK-03: refuses the live directory, one that is not empty, and an instant before the first backup", async () => {
      const from = createDirectoryTarget(place.directory);
      const options = {
        place,
        from,
        filesDirectory: join(root, "files"),
        monotonic: monotonicClock,
        now: Date.now(),
      };
      await expect(restoreServer({ ...options, to: place.server })).rejects.toMatchObject({
        kind: "refused",
        message: expect.stringContaining("live server"),
      });
      await expect(restoreServer({ ...options, to: join(root, "restored") })).rejects.toMatchObject(
        {
          kind: "refused",
        },
      );
      await expect(
        restoreServer({ ...options, to: join(root, "new"), at: 1_000_000 }),
      ).rejects.toMatchObject({ kind: "missing" });
    });

    it("P-059, P-060: another key and a flipped bit are told in one sentence", async () => {
      await expect(openServer({ ...place, keys: [keyOf(6)] })).rejects.toMatchObject({
        kind: "wrong-key",
        message: expect.stringContaining("another BACKUP_KEY"),
      });
      // One that was changed and is still known opens.
      const { repository } = await openServer({ ...place, keys: [keyOf(6), ...place.keys] });
      expect(await repository.verify()).toEqual([]);
      const bundle = filesUnder(place.directory).find((file) => file.endsWith("F/bundle/1")) ?? "";
      const bytes = readFileSync(bundle);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 4;
      writeFileSync(bundle, bytes);
      // A file of log out of the middle: a server that reads it would take what is before it for all.
      const log = filesUnder(place.directory).filter((file) =>
        /\/[0-9A-F]{24}-\w+\.zst$/.test(file),
      );
      rmSync(log.toSorted().at(-2) ?? "");
      const verified = await runPlinth(["backup", "verify"], environment);
      expect(verified.code).toBe(1);
      expect(verified.printed).toMatch(/fault: invalid checksum/);
      expect(verified.printed).toMatch(/fault: the log has a gap at [0-9A-F]{24}/);
      const to = join(root, "gap");
      const lost = await runPlinth(["backup", "restore", "--to", to], environment);
      expect([lost.code, lost.told]).toEqual([1, expect.stringContaining("the log has a gap")]);
      expect(existsSync(to)).toBe(false);
    });

    it("P-060: no success is reported where the repository takes nothing", async () => {
      const store = await openServerStore(place);
      const { backups } = backupsOf(store, place);
      chmodSync(join(place.directory, "repository", "backup", "main"), 0o500);
      await expect(backups.create()).rejects.toMatchObject({ name: "BackupFault" });
      expect(backups.status()).toMatchObject({ lastProof: undefined, work: undefined });
      expect(backups.status().lastFault?.message).toMatch(/^full backup: pgbackrest backup: /);
      await backups.close();
      await store.close();
    });
  });
}
