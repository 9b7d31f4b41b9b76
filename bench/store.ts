import { mkdtempSync, rmSync, statfsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { DatabaseSync } from "node:sqlite";
import { setImmediate as turn } from "node:timers/promises";
import { parseArgs } from "node:util";
import { systemClock } from "../packages/plinth/src/core/index.ts";
import { createMigrator, defineMigration, openStore } from "../packages/plinth/src/store/index.ts";
import { describeMachine, readLoad } from "./harness/machine.ts";
import { markdownTable, median } from "./harness/stats.ts";
import { describeCommand, storeResult, writeSection } from "./harness/store.ts";

/**
 * Durable commits of the embedded store with 32 writers at once, beside node:sqlite with the same
 * settings and a flush for each commit; and how long the event loop is kept waiting meanwhile.
 */
const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    directory: { type: "string", default: tmpdir() },
    json: { type: "string" },
    "write-readme": { type: "boolean", default: false },
  },
});
/** Short slices, many of them: disks change their mind within seconds. */
const rounds = flags.quick ? 6 : 60;
const SLICE_MS = 250;
const WRITERS = 32;
const BODY = "x".repeat(200);
const TARGET_TIMES = 5;
const TARGET_DELAY_MS = 20;
const TMPFS = 0x01021994;

interface Slice {
  readonly commitsPerSecond: number;
  /** 99th percentile of the delay of the event loop in milliseconds. */
  readonly delayMs: number;
}

interface Contestant {
  readonly name: string;
  /** Callers that wait for their own commit. */
  readonly writers: number;
  /** Resolves when the row is on the disk. */
  readonly commit: (id: string) => unknown;
}

const migration = defineMigration({
  id: "bench-0001",
  reason: "one row for each commit",
  up: async (_db, { createTable, columns }) => {
    await createTable("entries")
      .addColumn("id", columns.id, (column) => column.primaryKey())
      .addColumn("body", columns.text, (column) => column.notNull())
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("entries").execute();
  },
});

async function measure({ commit, writers }: Contestant, prefix: string): Promise<Slice> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  let done = 0;
  const started = performance.now();
  const end = started + SLICE_MS;
  delay.enable();
  const write = async (): Promise<void> => {
    while (performance.now() < end) {
      await commit(`${prefix}-${done++}`);
    }
  };
  await Promise.all(Array.from({ length: writers }, write));
  const seconds = (performance.now() - started) / 1_000;
  delay.disable();
  return { commitsPerSecond: done / seconds, delayMs: delay.percentile(99) / 1e6 };
}

/** The settings of the embedded store (docs/ARCHITECTURE.md), and nothing around them. */
function openBare(path: string): {
  readonly database: DatabaseSync;
  readonly contestant: Contestant;
} {
  const database = new DatabaseSync(path);
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
  database.exec("CREATE TABLE entries (id TEXT PRIMARY KEY NOT NULL, body TEXT NOT NULL) STRICT");
  const insert = database.prepare("INSERT INTO entries (id, body) VALUES (?, ?)");
  return {
    database,
    contestant: {
      name: "node:sqlite, a flush for each commit, in the event loop",
      writers: WRITERS,
      // Each commit in a turn of its own, as each request of a server has one.
      commit: async (id) => {
        await turn();
        insert.run(id, BODY);
      },
    },
  };
}

const parent = resolve(flags.directory);
if (statfsSync(parent).type === TMPFS) {
  throw new Error("--directory is in memory, where a flush costs nothing; name one on a disk");
}
const directory = mkdtempSync(join(parent, "plinth-bench-store-"));
const bare = openBare(join(directory, "bare.db"));
const store = await openStore({
  engine: { kind: "embedded", directory: join(directory, "store") },
  clock: systemClock,
});
const slices: { name: string; slices: Slice[] }[] = [];
let flushes = 0;
let commits = 0;
try {
  await createMigrator(store, [migration]).up();
  interface Tables {
    readonly entries: { readonly id: string; readonly body: string };
  }
  const commit = (id: string) =>
    store.write<Tables>().insertInto("entries").values({ id, body: BODY }).execute();
  const contestants: readonly Contestant[] = [
    bare.contestant,
    { name: "Plinth, one writer", writers: 1, commit },
    { name: `Plinth, ${WRITERS} writers`, writers: WRITERS, commit },
  ];
  slices.push(...contestants.map(({ name }) => ({ name, slices: [] })));
  for (const contestant of contestants)
    await measure(contestant, `warm-${contestant.writers}-${contestant.name}`);
  for (let round = 0; round < rounds; round += 1) {
    for (let offset = 0; offset < contestants.length; offset += 1) {
      const at = (offset + round) % contestants.length;
      const [contestant, row] = [contestants[at], slices[at]];
      if (contestant === undefined || row === undefined) continue;
      const before = store.stats().flushes;
      const slice = await measure(contestant, `${round}-${at}`);
      row.slices.push(slice);
      if (at === 2) {
        flushes += store.stats().flushes - before;
        commits += slice.commitsPerSecond * (SLICE_MS / 1_000);
      }
    }
  }
} finally {
  await store.close();
  bare.database.close();
  rmSync(directory, { recursive: true, force: true });
}

const of = (at: number): readonly Slice[] => slices[at]?.slices ?? [];
const times = median(
  of(2).map(
    ({ commitsPerSecond }, at) => commitsPerSecond / (of(0)[at]?.commitsPerSecond ?? Number.NaN),
  ),
);
const delay = median(of(2).map(({ delayMs }) => delayMs));
const verdict = (what: string, value: number, target: number, holds: boolean, sign: string) =>
  `${what}: ${value.toFixed(2)}, target ${sign} ${target}: ${holds ? "holds" : "MISSED"}`;
const verdicts = [
  verdict(
    `durable commits/s at ${WRITERS} writers, times a flush for each`,
    times,
    TARGET_TIMES,
    times >= TARGET_TIMES,
    ">=",
  ),
  verdict(
    "p99 of the event loop's delay meanwhile, ms",
    delay,
    TARGET_DELAY_MS,
    delay <= TARGET_DELAY_MS,
    "<=",
  ),
];
const machine = describeMachine();
const command = describeCommand("run store");
const date = new Date().toISOString();
const load = readLoad();
const text = [
  ...(flags.quick ? ["QUICK RUN: too short to be evidence."] : []),
  [
    `${date}; \`${command}\`; Node ${machine.node}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}; load ${load.toFixed(1)}.`,
    `${rounds} interleaved rounds of ${SLICE_MS} ms; medians; ratios within a round. Rows of ${BODY.length} bytes.`,
  ].join("\n"),
  markdownTable(
    ["who writes", "durable commits/s, median (least, most)", "event-loop delay p99, ms"],
    slices.map(({ name, slices: own }) => {
      const rates = own.map(({ commitsPerSecond }) => commitsPerSecond);
      const [least, most] = [Math.min(...rates), Math.max(...rates)];
      return [
        name,
        `${median(rates).toFixed(0)} (${least.toFixed(0)}, ${most.toFixed(0)})`,
        median(own.map(({ delayMs }) => delayMs)).toFixed(1),
      ];
    }),
  ),
  `A commit with a flush of its own took ${(1_000 / median(of(0).map(({ commitsPerSecond }) => commitsPerSecond))).toFixed(2)} ms: the less a disk takes for it, the less there is to share.`,
  `Commits that shared a flush: ${(commits / Math.max(1, flushes)).toFixed(1)} on average at ${WRITERS} writers.`,
  verdicts.join("\n"),
].join("\n\n");
console.log(text);
storeResult(
  "store",
  { date, command, machine, load, quick: flags.quick, rounds, sliceMs: SLICE_MS, slices, verdicts },
  flags.json,
);
if (flags["write-readme"]) {
  if (flags.quick) throw new Error("--write-readme wants a full run, not --quick");
  writeSection("README.md", "bench:store", text);
}
