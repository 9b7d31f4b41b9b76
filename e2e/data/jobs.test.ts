import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import {
  createIdGenerator,
  createManualClock,
  Secret,
} from "../../packages/plinth/src/core/index.ts";
import { createSecureRandom } from "../../packages/plinth/src/crypto/index.ts";
import {
  createNode,
  type JobsNode,
  stopNode,
} from "../../packages/plinth/src/services/jobs/conformance/node.ts";
import {
  effectMigration,
  jobsConformance,
} from "../../packages/plinth/src/services/jobs/conformance/suite.ts";
import { jobMigrations } from "../../packages/plinth/src/services/jobs/index.ts";
import { createMigrator, openStore } from "../../packages/plinth/src/store/index.ts";
import { announceSkipped, startPostgres } from "../../packages/plinth/src/testing/postgres.ts";
import { processEnvironment } from "../support/server.ts";

const SCRIPT = fileURLToPath(new URL("../kill-support/job-worker.ts", import.meta.url));
/** Set JOB_KILL_ROUNDS to 200 for a long look. */
const ROUNDS = Number(process.env["JOB_KILL_ROUNDS"] ?? 20);
/** Two nodes share the machine there: a round costs twice as much. */
const ROUNDS_BESIDE = Math.ceil(ROUNDS / 2);

interface Row {
  readonly id: string;
  readonly name: string;
  readonly state: string;
}

const startNode = (target: string, mode: "work" | "rest") => {
  const args = ["--conditions=plinth-source", SCRIPT, target, mode];
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: processEnvironment({}),
  });
  const accepted: string[] = [];
  let rest = "";
  let complaint = "";
  const { promise: isWorking, resolve, reject } = Promise.withResolvers<void>();
  const { promise: ended, resolve: hasEnded } = Promise.withResolvers<number | null>();
  isWorking.catch(() => undefined);
  child.stdout.on("data", (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split("\n");
    rest = lines.pop() ?? "";
    accepted.push(...lines);
    resolve();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  child.once("close", (code) => {
    reject(new Error(`a node ended before its first job: ${complaint}`));
    hasEnded(code);
  });
  return { accepted, isWorking, ended, kill: () => child.kill("SIGKILL") };
};

const moments = (seed: number, rounds: number): number[] =>
  fc.sample(fc.integer({ min: 0, max: 150 }), { seed, numRuns: rounds });
const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Kills a node in each round, and gives the ids whose enqueueing was answered. */
const killInRounds = async (
  target: string,
  seed: number,
  rounds: number,
): Promise<ReadonlySet<string>> => {
  const accepted = new Set<string>();
  for (const ms of moments(seed, rounds)) {
    const node = startNode(target, "work");
    await node.isWorking;
    await after(ms);
    node.kill();
    await node.ended;
    for (const id of node.accepted) accepted.add(id);
  }
  return accepted;
};

const expectOneEffectEach = (
  accepted: ReadonlySet<string>,
  jobs: readonly Row[],
  effects: readonly string[],
): void => {
  const states = new Map(jobs.map(({ id, state }) => [id, state]));
  expect([...accepted].filter((id) => !["done", "dead"].includes(states.get(id) ?? ""))).toEqual(
    [],
  );
  expect(new Set(effects).size).toBe(effects.length);
  const done = jobs.filter(({ state }) => state === "done").map(({ id }) => id);
  expect(effects.toSorted()).toEqual(done.toSorted());
  const dead = jobs.filter(({ state }) => state === "dead");
  expect(dead.filter(({ name }) => name !== "fails")).toEqual([]);
  // A run in which nothing was accepted, or nothing died, would prove little.
  expect(accepted.size).toBeGreaterThan(ROUNDS);
  expect(dead.length).toBeGreaterThan(0);
};

it(`SCALE-03, P-093: of ${ROUNDS} nodes killed on SQLite, every accepted job is done once or a dead letter`, async () => {
  const directory = mkdtempSync(join(tmpdir(), "plinth-job-kill-"));
  const seed = Date.now() & 0x7fffffff;
  process.stderr.write(`seed of the moments: ${seed}\n`);
  const accepted = await killInRounds(directory, seed, ROUNDS);
  expect(await startNode(directory, "rest").ended).toBe(0);
  const database = new DatabaseSync(join(directory, "plinth.db"), { readOnly: true });
  const jobs = database.prepare("select id, name, state from jobs").all() as unknown as Row[];
  const effects = database.prepare("select job from effects").all();
  database.close();
  expectOneEffectEach(
    accepted,
    jobs,
    effects.map((row) => String(row["job"])),
  );
  rmSync(directory, { recursive: true });
}, 600_000);

const server = await startPostgres({ durable: true });

if ("missing" in server) {
  announceSkipped("the queue of jobs on PostgreSQL", server.missing);
  it.skip(`the queue of jobs on PostgreSQL (${server.missing})`, () => undefined);
} else {
  afterAll(() => server.stop());

  describe("the queue on PostgreSQL", async () => {
    const clock = createManualClock();
    const store = await openStore({
      engine: {
        kind: "postgresql",
        url: new Secret(await server.createDatabase()),
        poolSize: 8,
        maxOverflow: 0,
        poolTimeoutMs: 5_000,
        recycleMs: 3_600_000,
        connectTimeoutMs: 5_000,
        commandTimeoutMs: 5_000,
      },
      clock,
    });
    await createMigrator(store, [...jobMigrations, effectMigration]).up();
    const newId = createIdGenerator(clock, createSecureRandom());
    afterAll(() => store.close());
    for (const [index, { name, run }] of jobsConformance.entries()) {
      it(name, async () => {
        const nodes: JobsNode[] = [];
        await run({
          store,
          clock,
          name: (stem) => `${stem}-c${index}`,
          node: (options) => {
            const made = createNode(store, newId, options);
            nodes.push(made);
            return made;
          },
        });
        for (const made of nodes) await stopNode(made);
      });
    }
  });

  it(`SCALE-01, SCALE-03, P-093: on PostgreSQL too, while another node goes on; a tick runs once over both`, async () => {
    const url = await server.createDatabase();
    const seed = Date.now() & 0x7fffffff;
    process.stderr.write(`seed of the moments: ${seed}\n`);
    const startedAt = Date.now();
    const survivor = startNode(url, "work");
    await survivor.isWorking;
    const accepted = new Set(await killInRounds(url, seed, ROUNDS_BESIDE).finally(survivor.kill));
    await survivor.ended;
    for (const id of survivor.accepted) accepted.add(id);
    expect(await startNode(url, "rest").ended).toBe(0);
    const seconds = (Date.now() - startedAt) / 1_000;
    const jobs = (await server.query("select id, name, state from jobs", url)) as unknown as Row[];
    const effects = await server.query("select job from effects", url);
    const settled = jobs.filter(({ name, state }) => name !== "ticks" || state === "done");
    expectOneEffectEach(
      accepted,
      settled,
      effects.map((row) => String(row["job"])),
    );
    const ticks = jobs.filter(({ name }) => name === "ticks").length;
    expect(ticks).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
    expect(ticks).toBeGreaterThan(1);
  }, 600_000);
}
