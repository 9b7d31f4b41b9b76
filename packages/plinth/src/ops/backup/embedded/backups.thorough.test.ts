import { createSecretKey } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { backgroundTimer, monotonicClock, systemClock } from "#core";
import { createSecureRandom } from "#crypto";
import { openStore, type Store, sql } from "#store";
import { createLogger, createMetrics } from "#telemetry";
import { readCatalog } from "../catalog/catalog.ts";
import { verifyTarget } from "../proof/verify.ts";
import { restoreDatabase } from "../restore/restore.ts";
import type { BackupTarget } from "../targets/contract.ts";
import { createDirectoryTarget } from "../targets/directory.ts";
import { createBackups, type RunningBackups } from "./backups.ts";

interface Tables {
  readonly item: { readonly id: number; readonly text: string };
}

const key = createSecretKey(Buffer.alloc(32, 9));
const log = createLogger({
  level: "fatal",
  clock: systemClock,
  component: "test",
  destination: 2,
});

let root: string;
let opened: { readonly store: Store; readonly backups: RunningBackups }[] = [];

/** A store whose log is followed, as an application has it. */
const open = async (
  alter: (target: BackupTarget) => BackupTarget = (target) => target,
): Promise<{ store: Store; backups: RunningBackups; target: BackupTarget }> => {
  const target = alter(createDirectoryTarget(join(root, "backups")));
  const backups = createBackups({
    ...{ target, key, log, copyTo: undefined, former: [] },
    random: createSecureRandom(),
    clock: systemClock,
    monotonic: monotonicClock,
    startTimer: backgroundTimer,
    dataDirectory: join(root, "data"),
    variables: () => ({ SECRET_KEY: "the canary among the settings" }),
    metrics: createMetrics(),
  });
  const engine = { kind: "embedded", directory: join(root, "data") } as const;
  const store = await openStore({ engine, clock: systemClock });
  if (store.log === undefined) throw new Error("an embedded store has a log");
  await backups.attach(store.log);
  opened.push({ store, backups });
  return { store, backups, target };
};
const close = async ({ store, backups }: { store: Store; backups: RunningBackups }) => {
  opened = opened.filter((one) => one.store !== store);
  await store.close();
  await backups.close();
};
const makeTable = (store: Store) =>
  sql`create table if not exists item (id integer primary key, text text not null) strict`.execute(
    store.write(),
  );
const put = (store: Store, id: number, text: string) =>
  store
    .write<Tables>()
    .insertInto("item")
    .values({ id, text })
    .onConflict((on) => on.column("id").doUpdateSet({ text }))
    .execute();
const rowsOf = (store: Store) =>
  store.read<Tables>().selectFrom("item").selectAll().orderBy("id").execute();
const restoredRows = async (target: BackupTarget, at?: number) => {
  const file = join(mkdtempSync(join(root, "restored-")), "plinth.db");
  await restoreDatabase({ target, key, file, ...(at === undefined ? {} : { at }) });
  const database = new DatabaseSync(file);
  try {
    expect(database.prepare("PRAGMA integrity_check").get()).toEqual({ integrity_check: "ok" });
    return database.prepare("select id, text from item order by id").all();
  } finally {
    database.close();
  }
};
const instant = async (store: Store): Promise<number> => (await store.log?.mark())?.at ?? 0;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plinth-backups-"));
});
afterEach(async () => {
  for (const one of [...opened]) await close(one);
  rmSync(root, { recursive: true, force: true });
});

/** What may happen to a database, in any order. */
const steps = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ kind: fc.constant("put"), id: fc.nat(30), size: fc.nat(9_000) }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("remove"), id: fc.nat(30) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("many"), id: fc.nat(5) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("fail"), id: fc.nat(30) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("full") }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart") }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("vacuum") }) },
  ),
  { minLength: 3, maxLength: 14 },
);
type Step = { readonly kind: string; readonly id?: number; readonly size?: number };

const change = async (store: Store, { kind, id = 0, size = 0 }: Step): Promise<void> => {
  if (kind === "put") await put(store, id, "x".repeat(size));
  if (kind === "remove") {
    await store.write<Tables>().deleteFrom("item").where("id", "=", id).execute();
  }
  if (kind === "many") {
    await store.transaction<Tables, void>(async (tx) => {
      const values = Array.from({ length: 400 }, (_, index) => ({
        id: 1_000 * (id + 1) + index,
        text: "y".repeat(500),
      }));
      await tx
        .insertInto("item")
        .values(values)
        .onConflict((on) => on.doNothing())
        .execute();
    });
  }
  if (kind === "fail") {
    const work = store.transaction<Tables, void>(async (tx) => {
      await tx
        .insertInto("item")
        .values({ id: id + 500, text: "never" })
        .execute();
      throw new Error("taken back");
    });
    await work.catch(() => undefined);
  }
  if (kind === "vacuum") await sql`delete from item where id > 2000`.execute(store.write());
};

describe("point-in-time recovery", () => {
  it("P-058: whatever was written, the state of any instant comes back exactly", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (history) => {
        rmSync(root, { recursive: true, force: true });
        root = mkdtempSync(join(tmpdir(), "plinth-backups-"));
        let running = await open();
        await makeTable(running.store);
        await running.backups.create();
        const states: { readonly at: number; readonly rows: unknown }[] = [];
        for (const step of history) {
          if (step.kind === "full") await running.backups.create();
          if (step.kind === "restart") {
            await close(running);
            running = await open();
            expect(running.backups.status().isFollowing).toBe(true);
          }
          await change(running.store, step);
          states.push({ at: await instant(running.store), rows: await rowsOf(running.store) });
        }
        await close(running);
        for (const { at, rows } of states) {
          expect(await restoredRows(running.target, at)).toEqual(rows);
        }
        expect(await restoredRows(running.target)).toEqual(states.at(-1)?.rows);
        expect((await verifyTarget(running.target, key)).faults).toEqual([]);
      }),
      { numRuns: 6 },
    );
  });

  it("BK-03: rows at three instants, restored to the second: one and two exactly", async () => {
    const { store, target, backups } = await open();
    await makeTable(store);
    await backups.create();
    await put(store, 1, "one");
    await put(store, 2, "two");
    const second = await instant(store);
    await put(store, 3, "three");
    await close({ store, backups });
    expect(await restoredRows(target, second)).toEqual([
      { id: 1, text: "one" },
      { id: 2, text: "two" },
    ]);
    await expect(restoredRows(target, 1_000)).rejects.toMatchObject({ kind: "missing" });
  });
});

describe("an end that nobody expected", () => {
  it("BK-01: a stop during a full backup gives it up; that is no fault", async () => {
    let begun = (): void => undefined;
    const isBegun = new Promise<void>((resolve) => {
      begun = resolve;
    });
    let goOn = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const slowly = (target: BackupTarget): BackupTarget => ({
      ...target,
      put: async (name, source) => {
        if (!name.includes("full")) return target.put(name, source);
        begun();
        await held;
        return target.put(name, source);
      },
    });
    const { store, backups } = await open(slowly);
    await makeTable(store);
    const making = backups.create().catch((fault: unknown) => String(fault));
    await isBegun;
    const closing = close({ store, backups });
    await store.close();
    goOn();
    await closing;
    // In words: without a look whether the file is still open, Node told of its "fd" argument.
    expect(await making).toContain("the database was closed while it was read");
    expect(backups.status().lastFault).toBeUndefined();
  });

  /** The directory as a power loss at this moment would leave it. */
  const crash = (from: string, to: string) => {
    cpSync(from, to, { recursive: true, filter: (path) => !path.endsWith("plinth.lock") });
  };

  it("BK-09: after a crash the log goes on, and what was committed last is not lost", async () => {
    const { store, backups } = await open();
    await makeTable(store);
    await backups.create();
    await put(store, 1, "shipped");
    await backups.drill();
    await put(store, 2, "perhaps not shipped");
    const crashed = mkdtempSync(join(tmpdir(), "plinth-crash-"));
    crash(join(root, "data"), join(crashed, "data"));
    crash(join(root, "backups"), join(crashed, "backups"));
    await close({ store, backups });
    const before = root;
    root = crashed;
    const again = await open();
    expect(again.backups.status().isFollowing).toBe(true);
    await put(again.store, 3, "after the crash");
    await close(again);
    expect(await restoredRows(again.target)).toHaveLength(3);
    expect((await readCatalog(again.target)).full).toHaveLength(1);
    rmSync(before, { recursive: true, force: true });
  });

  it("P-058: what somebody else wrote between two runs begins a new generation", async () => {
    const first = await open();
    await makeTable(first.store);
    await first.backups.create();
    await close(first);
    const other = new DatabaseSync(join(root, "data", "plinth.db"));
    other.exec("insert into item values (77, 'by hand')");
    other.close();
    const second = await open();
    expect(second.backups.status().isFollowing).toBe(false);
    await second.backups.create();
    expect(second.backups.status().isFollowing).toBe(true);
    await put(second.store, 78, "and by us");
    await close(second);
    expect(await restoredRows(second.target)).toHaveLength(2);
    const generations = new Set(
      (await readCatalog(second.target)).full.map((one) => one.generation),
    );
    expect(generations.size).toBe(2);
  });
});

describe("secrecy and honesty", () => {
  it("P-059: nothing of rows or settings is readable where backups are", async () => {
    const { store, backups } = await open();
    await makeTable(store);
    await put(store, 1, "the canary among the rows");
    await backups.create();
    await put(store, 2, "the canary in the log");
    await close({ store, backups });
    const files = readdirSync(join(root, "backups"), { recursive: true, withFileTypes: true });
    const kept = files.filter((file) => file.isFile());
    expect(kept.length).toBeGreaterThan(3);
    for (const file of kept) {
      expect(readFileSync(join(file.parentPath, file.name)).includes("canary")).toBe(false);
    }
  });

  it("BK-05: a flipped bit makes drill and verification red", async () => {
    const { store, backups, target } = await open();
    await makeTable(store);
    await backups.create();
    await put(store, 1, "one");
    expect((await backups.drill()).faults).toEqual([]);
    const [piece] = (await readCatalog(target)).log;
    const path = join(root, "backups", piece?.name ?? "");
    const bytes = readFileSync(path);
    bytes[bytes.length - 30] = (bytes.at(-30) ?? 0) ^ 1;
    writeFileSync(path, bytes);
    expect((await verifyTarget(target, key)).faults).toHaveLength(1);
    await close({ store, backups });
    await expect(restoredRows(target)).rejects.toMatchObject({ kind: "damaged" });
  });

  it("P-060: a piece of log that is gone is noticed, and what is before it comes back", async () => {
    const { store, backups, target } = await open();
    await makeTable(store);
    await backups.create();
    await put(store, 1, "one");
    const at = await instant(store);
    for (let id = 2; id < 40; id += 1) await put(store, id, "z".repeat(80_000 + id));
    await close({ store, backups });
    const { log: pieces } = await readCatalog(target);
    // Compressible rows make small pieces: there may be one only.
    if (pieces.length > 2) {
      await target.remove(pieces[1]?.name ?? "");
      await expect(restoredRows(target)).rejects.toMatchObject({ kind: "damaged" });
    }
    expect(await restoredRows(target, at)).toHaveLength(1);
  });

  it.each([
    [
      "takes nothing",
      (target: BackupTarget) => ({ ...target, put: () => Promise.reject(new Error("full")) }),
    ],
    [
      "loses what it took",
      (target: BackupTarget): BackupTarget => ({
        ...target,
        put: async (name, source) => {
          for await (const _ of source);
          return { name, bytes: 1 };
        },
      }),
    ],
    [
      "keeps half of it",
      (target: BackupTarget): BackupTarget => ({
        ...target,
        put: (name, source) =>
          target.put(
            name,
            (async function* half() {
              const parts: Uint8Array[] = [];
              for await (const part of source) parts.push(part);
              const all = Buffer.concat(parts);
              yield all.subarray(0, all.length / 2);
            })(),
          ),
      }),
    ],
  ])("P-060: no success is reported while the place %s", async (_, alter) => {
    const { store, backups } = await open(alter);
    await makeTable(store);
    await expect(backups.create()).rejects.toThrow();
    const { lastProof, lastFault } = backups.status();
    expect(lastProof).toBeUndefined();
    expect(lastFault?.message).toContain("full backup");
  });
});

describe("restore of a data directory", () => {
  let made = "";
  beforeAll(() => {
    made = mkdtempSync(join(tmpdir(), "plinth-restored-"));
  });
  afterAll(() => rmSync(made, { recursive: true, force: true }));

  it("BK-06, PRIV-03: brings rows, keys, settings and who was erased; refuses a directory that is in use or not empty", async () => {
    const { restoreDirectory } = await import("../restore/restore-directory.ts");
    const { store, backups, target } = await open();
    writeFileSync(join(root, "data", "limits.json"), "{}");
    await makeTable(store);
    await put(store, 1, "one");
    await backups.create();
    // Erased after the full backup: who restores to before it must hear of it all the same.
    writeFileSync(join(root, "data", "erasures.jsonl"), '{"id":"one"}\n{"id":"two"}\n');
    await put(store, 2, "two");
    await backups.drill();
    const filesDirectory = join(made, "files");
    const options = { target, key, filesDirectory, isReplaced: false, now: systemClock.now() };
    const dataDirectory = join(root, "data");
    // Before it looks for a database: another restore may put one there at this moment.
    for (const isReplaced of [true, false]) {
      await expect(restoreDirectory({ ...options, dataDirectory, isReplaced })).rejects.toThrow(
        /in use by another running instance/,
      );
    }
    const elsewhere = join(made, "data");
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, "erasures.jsonl"), '{"id":"two"}\n{"id":"three"}');
    writeFileSync(join(elsewhere, "plinth.db.restored-1"), "half of it, by one that was killed");
    const restored = await restoreDirectory({ ...options, dataDirectory: elsewhere });
    expect(restored.files).toEqual(["limits.json"]);
    expect(restored.checked.rows).toMatchObject({ item: 2 });
    expect(restored.erased).toBe(1);
    expect(readFileSync(join(elsewhere, "erasures.jsonl"), "utf8")).toBe(
      '{"id":"two"}\n{"id":"three"}\n{"id":"one"}\n',
    );
    expect(readFileSync(join(elsewhere, "config_backup", ".env"), "utf8")).toContain("SECRET_KEY=");
    expect(readdirSync(elsewhere)).not.toContain("plinth.db.restored-1");
    await expect(restoreDirectory({ ...options, dataDirectory: elsewhere })).rejects.toMatchObject({
      kind: "refused",
    });
  });
});
