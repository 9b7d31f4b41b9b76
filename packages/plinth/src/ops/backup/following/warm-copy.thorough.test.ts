import { createSecretKey } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { expect, it } from "vitest";
import { backgroundTimer, monotonicClock, systemClock } from "#core";
import { createSecureRandom } from "#crypto";
import { openStore, sql } from "#store";
import { createLogger, createMetrics } from "#telemetry";
import { createBackups } from "../embedded/backups.ts";
import { BackupFault } from "../fault.ts";
import type { BackupTarget } from "../targets/contract.ts";
import { createDirectoryTarget } from "../targets/directory.ts";
import { createWarmCopy, type WarmCopy } from "./warm-copy.ts";

interface Tables {
  readonly item: { readonly id: number; readonly text: string };
}

const key = createSecretKey(Buffer.alloc(32, 9));
const log = createLogger({
  ...{ level: "fatal", clock: systemClock, component: "test", destination: 2 },
});

/** A primary whose log is shipped, until it is closed. */
const openPrimary = async (root: string, target: BackupTarget) => {
  const dataDirectory = join(root, "one");
  const backups = createBackups({
    ...{ target, key, log, copyTo: undefined, former: [], dataDirectory },
    ...{ clock: systemClock, monotonic: monotonicClock, startTimer: backgroundTimer },
    random: createSecureRandom(),
    variables: () => ({}),
    metrics: createMetrics(),
  });
  const engine = { kind: "embedded", directory: dataDirectory } as const;
  const store = await openStore({ engine, clock: systemClock });
  if (store.log === undefined) throw new Error("an embedded store has a log");
  await backups.attach(store.log);
  await sql`create table if not exists item (id integer primary key, text text not null) strict`.execute(
    store.write(),
  );
  return {
    backups,
    write: async (id: number, text: string) => {
      await store
        .write<Tables>()
        .insertInto("item")
        .values({ id, text })
        .onConflict((on) => on.column("id").doUpdateSet({ text }))
        .execute();
    },
    rows: () => store.read<Tables>().selectFrom("item").selectAll().orderBy("id").execute(),
    close: async () => {
      await store.close();
      await backups.close();
    },
  };
};

const rowsOf = (file: string) => {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database
      .prepare("select id, text from item order by id")
      .all()
      .map((row) => ({ ...row }));
  } finally {
    database.close();
  }
};

/** A place that breaks off while somebody reads, after so many objects; -1 for never. */
const breakingOff = (target: BackupTarget) => {
  let left = -1;
  return {
    breakAfter: (objects: number): void => {
      left = objects;
    },
    target: {
      ...target,
      get: async function* read(name: string) {
        if (left === 0) throw new BackupFault("target", "the place is gone");
        left -= left > 0 ? 1 : 0;
        yield* target.get(name);
      },
    },
  };
};

type Move =
  | { readonly do: "write"; readonly rows: number; readonly bytes: number }
  | { readonly do: "full" }
  | { readonly do: "catch-up" }
  | { readonly do: "break-off"; readonly after: number }
  | { readonly do: "restart-standby" }
  | { readonly do: "restart-primary" };

const moves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant("write" as const),
      rows: fc.integer({ min: 1, max: 20 }),
      bytes: fc.integer({ min: 1, max: 6_000 }),
    }),
    fc.record({ do: fc.constantFrom("catch-up" as const, "restart-standby" as const) }),
    fc.record({ do: fc.constant("break-off" as const), after: fc.nat({ max: 3 }) }),
    fc.record({ do: fc.constantFrom("full" as const, "restart-primary" as const) }),
  ),
  { minLength: 1, maxLength: 12 },
);

it("BK-07, P-058: whatever was written, broke off or began anew, the copy that takes over is the primary", async () => {
  await fc.assert(
    fc.asyncProperty(moves, async (drawn) => {
      const root = mkdtempSync(join(tmpdir(), "plinth-warm-"));
      const dataDirectory = join(root, "two");
      const place = breakingOff(createDirectoryTarget(join(root, "away")));
      const newCopy = (): WarmCopy =>
        createWarmCopy({ target: place.target, key, dataDirectory, now: () => Number.MAX_VALUE });
      let primary = await openPrimary(root, createDirectoryTarget(join(root, "away")));
      let copy = newCopy();
      let count = 0;
      try {
        await primary.backups.create();
        for (const move of drawn) {
          if (move.do === "write") {
            for (let row = 0; row < move.rows; row += 1) {
              count += 1;
              await primary.write(count % 37, `${count} ${"x".repeat(move.bytes)}`);
            }
          } else if (move.do === "full") await primary.backups.create();
          else if (move.do === "restart-standby") copy = newCopy();
          else if (move.do === "restart-primary") {
            await primary.close();
            primary = await openPrimary(root, createDirectoryTarget(join(root, "away")));
          } else {
            place.breakAfter(move.do === "break-off" ? move.after : -1);
            await copy.catchUp().catch((fault: unknown) => {
              if (move.do === "catch-up") throw fault;
            });
            place.breakAfter(-1);
          }
        }
        const expected = await primary.rows();
        await primary.close();
        await copy.catchUp();
        await copy.finish(1);
        expect(rowsOf(join(dataDirectory, "plinth.db"))).toEqual(expected);
      } finally {
        await primary.close().catch(() => undefined);
        rmSync(root, { recursive: true, force: true });
      }
    }),
    { numRuns: 12 },
  );
});

it("BK-07: a copy of nothing takes nobody's place, and one that is damaged neither", async () => {
  const root = mkdtempSync(join(tmpdir(), "plinth-warm-"));
  try {
    const target = createDirectoryTarget(join(root, "away"));
    const copy = createWarmCopy({ target, key, dataDirectory: join(root, "two"), now: () => 0 });
    await expect(copy.catchUp()).rejects.toThrow("there is no full backup");
    await expect(copy.finish(1)).rejects.toThrow("there is no copy");
    const primary = await openPrimary(root, target);
    await primary.backups.create();
    await primary.close();
    const foreign = createSecretKey(Buffer.alloc(32, 1));
    const stranger = createWarmCopy({
      ...{ target, dataDirectory: join(root, "three"), now: () => 0 },
      key: foreign,
    });
    await expect(stranger.catchUp()).rejects.toMatchObject({ kind: "wrong-key" });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
