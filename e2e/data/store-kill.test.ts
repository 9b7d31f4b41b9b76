import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { BootError, systemClock } from "../../packages/plinth/src/core/index.ts";
import { openStore } from "../../packages/plinth/src/store/index.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";
import { processEnvironment } from "../support/server.ts";

const SCRIPT = fileURLToPath(new URL("../kill-support/store-writer.ts", import.meta.url));
const ROUNDS = 20;
/** Answered before a kill, however slow the machine is: what is lost must have been there. */
const LEAST_WRITES = 5;

interface Writing {
  /** Resolves when so many writes were answered. */
  readonly reaches: (count: number) => Promise<void>;
  /** Ids answered so far; complete after `ended`. */
  readonly answered: readonly string[];
  readonly ended: Promise<void>;
  readonly kill: () => void;
}

const startWriting = (target: string, prefix: string): Writing => {
  const child = spawn(process.execPath, ["--conditions=plinth-source", SCRIPT, target, prefix], {
    stdio: ["ignore", "pipe", "pipe"],
    env: processEnvironment({}),
  });
  const answered: string[] = [];
  let rest = "";
  let complaint = "";
  const { promise: ended, resolve: hasEnded } = Promise.withResolvers<void>();
  let look = (): void => undefined;
  child.stdout.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop() ?? "";
    answered.push(...lines);
    look();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  child.once("close", () => hasEnded());
  const reaches = async (count: number): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    look = () => {
      if (answered.length >= count) resolve();
    };
    look();
    const tooEarly = async (): Promise<never> => {
      await ended;
      throw new Error(`the writer ended before write ${count}: ${complaint}`);
    };
    await Promise.race([promise, tooEarly()]);
  };
  return { reaches, answered, ended, kill: () => child.kill("SIGKILL") };
};

interface Moment {
  readonly writes: number;
  readonly ms: number;
}

/** Random moments behind some answered writes, from the seed that a failing run prints. */
const moments = (seed: number, count: number): Moment[] => {
  const writes = fc.integer({ min: LEAST_WRITES, max: 40 });
  const moment = fc.record({ writes, ms: fc.integer({ min: 0, max: 60 }) });
  return fc.sample(moment, { seed, numRuns: count });
};
const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** What must hold of the rows after any kill. */
const expectNothingLost = (
  answered: ReadonlySet<string>,
  parts: ReadonlyMap<string, number>,
): void => {
  expect([...answered].filter((id) => !parts.has(id))).toEqual([]);
  const torn = [...parts].filter(([id, count]) => count !== (id.startsWith("t") ? 3 : 1));
  expect(torn).toEqual([]);
};

describe("kill -9", () => {
  it(`P-118, RES-05: of ${ROUNDS} killed writers no answered write is lost, none is torn, the file is sound`, async () => {
    const directory = mkdtempSync(join(tmpdir(), "plinth-kill-"));
    const answered = new Set<string>();
    const seed = Date.now() & 0x7fffffff;
    for (const [round, { writes, ms }] of moments(seed, ROUNDS).entries()) {
      const writer = startWriting(directory, String(round));
      await writer.reaches(writes);
      await after(ms);
      writer.kill();
      await writer.ended;
      for (const id of writer.answered) {
        answered.add(id);
      }
      const database = new DatabaseSync(join(directory, "plinth.db"));
      const check = database.prepare("pragma integrity_check").all();
      const rows = database.prepare("select id, count(*) as parts from entry group by id").all();
      database.close();
      expect(check, `seed ${seed}, round ${round}`).toEqual([{ integrity_check: "ok" }]);
      expectNothingLost(
        answered,
        new Map(rows.map((row) => [String(row["id"]), Number(row["parts"])])),
      );
    }
    expect(answered.size).toBeGreaterThanOrEqual(ROUNDS * LEAST_WRITES);
    rmSync(directory, { recursive: true });
  });
});

it("DB-02: a second process on the directory is refused in one sentence, until a crash frees it", async () => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-second-"));
  const engine = { kind: "embedded", directory } as const;
  const writer = startWriting(directory, "first");
  await writer.reaches(1);
  const refused: unknown = await openStore({ engine, clock: systemClock }).catch(
    (reason: unknown) => reason,
  );
  expect(refused).toBeInstanceOf(BootError);
  expect((refused as BootError).problems).toEqual([
    `The data directory ${directory} is in use by another running instance; stop that one first, or choose another directory.`,
  ]);
  writer.kill();
  await writer.ended;
  const store = await openStore({ engine, clock: systemClock });
  expect((await store.health()).status).toBe("healthy");
  await store.close();
  rmSync(directory, { recursive: true });
});

const server = await startPostgres({ durable: true });

if ("missing" in server) {
  announceSkipped("kill -9 of PostgreSQL", server.missing);
  it.skip(`kill -9 of PostgreSQL (${server.missing})`, () => undefined);
} else {
  afterAll(() => server.stop());
  it("P-118, RES-05: a killed PostgreSQL server loses no answered write", async () => {
    const answered = new Set<string>();
    for (const [round, { writes, ms }] of moments(Date.now() & 0x7fffffff, 3).entries()) {
      const writer = startWriting(server.url, String(round));
      await writer.reaches(writes);
      await after(ms);
      await server.kill();
      writer.kill();
      await writer.ended;
      for (const id of writer.answered) {
        answered.add(id);
      }
      await server.start();
      const rows = await server.query("select id, count(*)::int as parts from entry group by id");
      expectNothingLost(
        answered,
        new Map(rows.map((row) => [String(row["id"]), Number(row["parts"])])),
      );
    }
    expect(answered.size).toBeGreaterThanOrEqual(3 * LEAST_WRITES);
  });
}
