import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { parseArgs } from "node:util";
import {
  createIdGenerator,
  Secret,
  systemClock,
  systemTimer,
} from "../packages/plinth/src/core/index.ts";
import { createKeyring, createSecureRandom } from "../packages/plinth/src/crypto/index.ts";
import {
  type AuditTrail,
  auditLogMigrations,
  createAuditTrail,
  type LogFilter,
} from "../packages/plinth/src/services/audit-log/index.ts";
import {
  createMigrator,
  openStore,
  type Store,
  type StoreOptions,
  sql,
} from "../packages/plinth/src/store/index.ts";
import { startPostgres } from "../packages/plinth/src/testing/postgres.ts";
import { describeMachine, readLoad } from "./harness/machine.ts";
import { markdownTable, median, quantile } from "./harness/stats.ts";
import { describeCommand, storeResult, writeSection } from "./harness/store.ts";

/**
 * How long it takes to verify a chain (LOG-05), and how long pages of a large trail take whatever is
 * asked for, on both stores (LOG-09).
 */
const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    /** Entries of the chain that is verified. */
    chain: { type: "string" },
    /** Entries of the trails whose pages are read. */
    rows: { type: "string" },
    /** "embedded", "postgresql", or both where it is absent. */
    only: { type: "string" },
    directory: { type: "string", default: tmpdir() },
    json: { type: "string" },
    "write-readme": { type: "boolean", default: false },
  },
});
const CHAIN = Number(flags.chain ?? (flags.quick ? 20_000 : 1_000_000));
const ROWS = Number(flags.rows ?? (flags.quick ? 50_000 : 10_000_000));
const PAGES = flags.quick ? 5 : 30;
const TARGET_VERIFY_S = (60 * CHAIN) / 1_000_000;
const TARGET_PAGE_MS = 200;
const PIECE = 250_000;
/** A trail of a year. */
const STEP_MS = Math.floor((365 * 86_400_000) / ROWS);
const START = Date.UTC(2025, 0, 1);

interface Figures {
  readonly store: string;
  readonly what: string;
  readonly medianMs: number;
  readonly p99Ms: number;
  readonly worstMs: number;
}

const trailOn = (store: Store, directory: string): AuditTrail =>
  createAuditTrail({
    store,
    keyring: createKeyring(new Secret("a secret of a bench, which guards nothing")),
    random: createSecureRandom(),
    clock: systemClock,
    startTimer: systemTimer,
    dataDirectory: directory,
    onSealed: () => undefined,
    onFault: (fault) => {
      throw fault;
    },
  });

const scratch = mkdtempSync(join(flags.directory, "plinth-bench-audit-"));

/** Records through the front door, many at once, as requests do. */
async function fillChain(trail: AuditTrail): Promise<number> {
  const newId = createIdGenerator(systemClock, createSecureRandom());
  const began = performance.now();
  let made = 0;
  const lane = async (): Promise<void> => {
    while (made < CHAIN) {
      made += 1;
      await trail.record({
        id: newId(),
        at: Date.now(),
        action: `thing.action-${made % 40}`,
        outcome: made % 20 === 0 ? "refused" : "success",
        actor: {
          kind: "account",
          id: `0190a000-0000-7000-8000-${String(made % 500).padStart(12, "0")}`,
        },
        via: "cookie",
        target: { kind: "thing", id: `thing-${made % 5_000}` },
        route: "POST /api/v1/things/:id",
        status: 200,
        requestId: newId(),
        traceId: undefined,
        address: "203.0.113.7",
        agent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36",
        details: undefined,
      });
    }
  };
  await Promise.all(Array.from({ length: 64 }, lane));
  await trail.settle();
  return (CHAIN / (performance.now() - began)) * 1_000;
}

async function measureChain() {
  const directory = join(scratch, "chain");
  const store = await openStore({ engine: { kind: "embedded", directory }, clock: systemClock });
  await createMigrator(store, [...auditLogMigrations]).up();
  const trail = trailOn(store, directory);
  await trail.begin();
  try {
    const recordedPerSecond = await fillChain(trail);
    const began = performance.now();
    const report = await trail.verify();
    const seconds = (performance.now() - began) / 1_000;
    if (!report.isWhole || report.entries !== CHAIN) {
      throw new Error(`the chain does not hold: ${JSON.stringify(report)}`);
    }
    return { recordedPerSecond, seconds };
  } finally {
    await trail.close();
    await store.close();
  }
}

/** Rows that pages are read of; their hashes are of no use. One actor and one action have most. */
const seeded = (from: number, to: number, embedded: boolean): string => {
  const pad = (n: string): string =>
    embedded ? `printf('%012d', ${n})` : `lpad((${n})::text, 12, '0')`;
  const series = embedded
    ? `with recursive s(n) as (select ${from} union all select n + 1 from s where n < ${to})`
    : `with s as (select n::bigint as n from generate_series(${from}, ${to}) n)`;
  return `insert into audit_log (seq, id, at, noted_at, action, outcome, actor, via, target, route, status, request_id, trace_id, origin, details, hash)
    ${series}
    select n, '0190a000-0000-7000-8000-' || ${pad("n")}, ${START} + n * ${STEP_MS}, ${START} + n * ${STEP_MS},
      case when n % 3 > 0 then 'data.read' else 'thing.action-' || (n % 40) end,
      case when n % 50000 = 7 then 'failed' when n % 20 = 0 then 'refused' else 'success' end,
      case when n % 4 = 0 then 'p-busy' else 'p-' || (n % 20011) end, 'cookie', 'thing-' || (n % 300007),
      'GET /api/v1/things/:id', 200, '0190b000-0000-7000-8000-' || ${pad("n")}, null,
      'p-busy.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', null,
      'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' from s`;
};

const QUESTIONS: readonly (readonly [string, LogFilter])[] = [
  ["everything", {}],
  ["the busiest actor", { actors: ["p-busy"] }],
  ["a usual actor", { actors: ["p-77"] }],
  ["a rare outcome", { outcome: "failed" }],
  ["the most usual action", { action: "data.read" }],
  ["one target", { targets: ["thing-4711"] }],
  ["a week in the middle", { from: START + 180 * 86_400_000, to: START + 187 * 86_400_000 }],
  ["the busiest actor and a rare outcome", { actors: ["p-busy"], outcome: "failed" }],
  ["an action that never was of the busiest actor", { actors: ["p-busy"], action: "never.done" }],
  [
    "actor, action, outcome and a month",
    {
      actors: ["p-busy"],
      action: "data.read",
      outcome: "refused",
      from: START + 90 * 86_400_000,
      to: START + 120 * 86_400_000,
    },
  ],
];

async function readPages(store: Store, directory: string): Promise<readonly Figures[]> {
  const trail = trailOn(store, directory);
  const figures: Figures[] = [];
  for (const [what, filter] of QUESTIONS) {
    const times: number[] = [];
    let before: Parameters<AuditTrail["page"]>[0]["before"];
    for (let page = 0; page < PAGES; page += 1) {
      const began = performance.now();
      const found = await trail.page({ filter, before, limit: 50 });
      times.push(performance.now() - began);
      // From the beginning again, or a jump far into the past.
      before =
        page % 3 === 2
          ? { at: START + Math.floor((ROWS * STEP_MS) / (page + 2)), seq: ROWS }
          : found.next;
    }
    figures.push({
      store: store.engine,
      what,
      medianMs: median(times),
      p99Ms: quantile(times, 0.99),
      worstMs: Math.max(...times),
    });
  }
  await trail.close();
  return figures;
}

async function measureEmbedded(): Promise<readonly Figures[]> {
  const directory = join(scratch, "pages");
  const options: StoreOptions = { engine: { kind: "embedded", directory }, clock: systemClock };
  const made = await openStore(options);
  await createMigrator(made, [...auditLogMigrations]).up();
  await made.close();
  const database = new DatabaseSync(join(directory, "plinth.db"));
  database.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -400000");
  for (let from = 1; from <= ROWS; from += PIECE) {
    database.exec(seeded(from, Math.min(ROWS, from + PIECE - 1), true));
    process.stderr.write(`embedded: ${Math.min(ROWS, from + PIECE - 1)} rows\n`);
  }
  database.close();
  const store = await openStore(options);
  try {
    return await readPages(store, directory);
  } finally {
    await store.close();
  }
}

async function measurePostgresql(): Promise<readonly Figures[]> {
  const server = await startPostgres();
  if ("missing" in server) {
    process.stderr.write(`PostgreSQL is not measured: ${server.missing}\n`);
    return [];
  }
  const store = await openStore({
    engine: {
      kind: "postgresql",
      url: new Secret(server.url),
      poolSize: 2,
      maxOverflow: 0,
      poolTimeoutMs: 5_000,
      recycleMs: 3_600_000,
      connectTimeoutMs: 5_000,
      commandTimeoutMs: 3_600_000,
    },
    clock: systemClock,
  });
  try {
    await createMigrator(store, [...auditLogMigrations]).up();
    for (let from = 1; from <= ROWS; from += PIECE) {
      await server.query(seeded(from, Math.min(ROWS, from + PIECE - 1), false));
      process.stderr.write(`postgresql: ${Math.min(ROWS, from + PIECE - 1)} rows\n`);
    }
    await sql`analyze audit_log`.execute(store.write());
    return await readPages(store, scratch);
  } finally {
    await store.close();
    await server.stop();
  }
}

const chain = await measureChain();
const figures = [
  ...(flags.only === "postgresql" ? [] : await measureEmbedded()),
  ...(flags.only === "embedded" ? [] : await measurePostgresql()),
];
rmSync(scratch, { recursive: true, force: true });

const worst = Math.max(...figures.map(({ p99Ms }) => p99Ms));
const verdict = (what: string, value: number, target: number): string =>
  `${what}: ${value.toFixed(1)}, target <= ${target}: ${value <= target ? "holds" : "MISSED"}`;
const verdicts = [
  verdict(`seconds to verify ${CHAIN} entries`, chain.seconds, TARGET_VERIFY_S),
  verdict(`p99 of a page at ${ROWS} entries, the slowest question, ms`, worst, TARGET_PAGE_MS),
];
const machine = describeMachine();
const command = describeCommand("run audit-log");
const date = new Date().toISOString();
const load = readLoad();
const text = [
  ...(flags.quick ? ["QUICK RUN: too short to be evidence."] : []),
  `${date}; \`${command}\`; Node ${machine.node}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}; load ${load.toFixed(1)}.`,
  `Recorded durably by 64 callers at once, embedded, and put into the chain: ${chain.recordedPerSecond.toFixed(0)} entries/s. Verified: ${(CHAIN / chain.seconds).toFixed(0)} entries/s.`,
  markdownTable(
    ["store", `50 of ${ROWS} entries: what is asked for`, "median, ms", "p99, ms", "worst, ms"],
    figures.map(({ store, what, medianMs, p99Ms, worstMs }) => [
      store,
      what,
      medianMs.toFixed(1),
      p99Ms.toFixed(1),
      worstMs.toFixed(1),
    ]),
  ),
  verdicts.join("\n"),
].join("\n\n");
console.log(text);
storeResult(
  "audit-log",
  { date, command, machine, load, quick: flags.quick, chain, rows: ROWS, figures, verdicts },
  flags.json,
);
if (flags["write-readme"]) {
  if (flags.quick) throw new Error("--write-readme wants a full run, not --quick");
  writeSection("README.md", "bench:audit-log", text);
}
