import { createHash, createSecretKey, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { killOnce } from "../e2e/kill-support/kill-rounds.ts";
import { backgroundTimer, monotonicClock, systemClock } from "../packages/plinth/src/core/index.ts";
import { createSecureRandom } from "../packages/plinth/src/crypto/index.ts";
import { startInstance } from "../packages/plinth/src/drill/instance/instance.ts";
import { ENTRIES_PATH } from "../packages/plinth/src/drill/instance/paths.ts";
import { createBackups, createDirectoryTarget } from "../packages/plinth/src/ops/backup/index.ts";
import { openStore, sql } from "../packages/plinth/src/store/index.ts";
import { createLogger, createMetrics } from "../packages/plinth/src/telemetry/index.ts";
import { encodeRequest, startLoad } from "./harness/load.ts";
import { describeMachine, readLoad } from "./harness/machine.ts";
import { markdownTable, median } from "./harness/stats.ts";
import { describeCommand, storeResult, writeSection } from "./harness/store.ts";

/**
 * Backups of the embedded database: what following every commit costs requests that write (BK-09), how
 * long a restore takes by size, and what is lost where writers are killed at moments by chance (P-058).
 */
const { values: flags } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    /** "kills", "rate", "restore"; all of them where it is absent. */
    only: { type: "string" },
    kills: { type: "string" },
    /** Megabytes of the database that is restored. */
    mb: { type: "string" },
    seed: { type: "string" },
    json: { type: "string" },
    "write-readme": { type: "boolean", default: false },
  },
});
const KILLS = Number(flags.kills ?? (flags.quick ? 3 : 200));
const MB = Number(flags.mb ?? (flags.quick ? 20 : 1_000));
const ROUNDS = flags.quick ? 2 : 7;
const ROUND_MS = flags.quick ? 1_000 : 8_000;
const WARM_MS = flags.quick ? 300 : 2_000;
const CONNECTIONS = 16;
const REQUESTS = 200_000;
const RPO_MS = 1_000;
const RESTORE_MS_EACH_GB = 30_000;
const MOST_COST = 0.1;
const LATEST_KILL_MS = 1_500;
const seed = Number(flags.seed ?? Date.now() % 1_000_000);
const isAsked = (part: string): boolean => flags.only === undefined || flags.only === part;

const inScratch = async <T>(work: (directory: string) => Promise<T>): Promise<T> => {
  const scratch = mkdtempSync(join(tmpdir(), "plinth-bench-backup-"));
  try {
    return await work(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A number of 0 to 1 that the seed and a place determine. */
const chance = (place: number): number =>
  createHash("sha256").update(`${seed}-${place}`).digest().readUInt32BE() / 2 ** 32;

const measureKills = () =>
  inScratch(async (scratch) => {
    const rounds = [];
    for (let round = 0; round < KILLS; round += 1) {
      // A database of its own now and then: what all of them wrote would be read again each time.
      const root = join(scratch, String(Math.floor(round / 10)));
      const found = await killOnce(root, Math.round(chance(round) * LATEST_KILL_MS));
      rounds.push(found);
      if (round % 10 === 9) {
        rmSync(root, { recursive: true, force: true });
        console.error(`${round + 1} of ${KILLS} writers killed`);
      }
    }
    const whole = rounds.filter(({ integrity }) => integrity === "ok").length;
    const inTime = rounds.filter(({ lostMs }) => lostMs <= RPO_MS).length;
    return {
      ...{ seed, kills: KILLS, whole, inTime },
      answered: rounds.reduce((sum, { answered }) => sum + answered, 0),
      lost: rounds.reduce((sum, { lost }) => sum + lost, 0),
      worstLostMs: Math.max(...rounds.map(({ lostMs }) => lostMs)),
      medianLostMs: median(rounds.map(({ lostMs }) => lostMs)),
      rounds,
    };
  });

/** Writes each second of an application, with and without backups. */
const measureRate = () =>
  inScratch(async (scratch) => {
    const key = { BACKUP_KEY: randomBytes(48).toString("base64url") };
    const kinds = [
      { name: "without backups", env: { BACKUP_DIRECTORY: "off" } },
      { name: "with backups", env: { ...key, BACKUP_DIRECTORY: join(scratch, "backups") } },
    ];
    const rates: Record<string, number[]> = Object.fromEntries(kinds.map(({ name }) => [name, []]));
    let prefix = 0;
    const runOnce = async ({ name, env }: (typeof kinds)[number]): Promise<number> => {
      const dataDirectory = join(scratch, `data-${prefix}`);
      const instance = await startInstance({ dataDirectory, env });
      prefix += 1;
      // The first full backup is made and proven meanwhile; it is not what is measured.
      await pause(WARM_MS);
      const run = prefix;
      const requests = Array.from({ length: REQUESTS }, (_, number) =>
        encodeRequest(
          "POST",
          ENTRIES_PATH,
          {},
          JSON.stringify({ id: `r${run}-${number}`, parts: 1, filler: "x".repeat(200) }),
        ),
      );
      const load = startLoad(Number(new URL(instance.url).port), requests, CONNECTIONS);
      await pause(WARM_MS);
      load.begin();
      const began = load.completed();
      const started = performance.now();
      await pause(ROUND_MS);
      const rate = ((load.completed() - began) * 1_000) / (performance.now() - started);
      const { statuses, errors } = load.stop();
      await instance.kill();
      rmSync(dataDirectory, { recursive: true, force: true });
      rmSync(join(scratch, "backups"), { recursive: true, force: true });
      if (errors > 0 || Object.keys(statuses).some((status) => status !== "201")) {
        throw new Error(`${name}: ${errors} errors, ${JSON.stringify(statuses)}`);
      }
      return rate;
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const kind of round % 2 === 0 ? kinds : kinds.toReversed()) {
        rates[kind.name]?.push(await runOnce(kind));
      }
    }
    const [without = [], following = []] = kinds.map(({ name }) => rates[name]);
    const cost = median(following.map((rate, at) => 1 - rate / (without[at] ?? Number.NaN)));
    return { rates, without: median(without), with: median(following), cost };
  });

/** A database of so many megabytes, backed up, restored and looked at. */
const measureRestore = () =>
  inScratch(async (scratch) => {
    const directory = join(scratch, "data");
    const backups = createBackups({
      target: createDirectoryTarget(join(scratch, "backups")),
      copyTo: undefined,
      key: createSecretKey(randomBytes(32)),
      former: [],
      random: createSecureRandom(),
      clock: systemClock,
      monotonic: monotonicClock,
      startTimer: backgroundTimer,
      dataDirectory: directory,
      variables: () => ({}),
      log: createLogger({ level: "fatal", clock: systemClock, component: "bench", destination: 2 }),
      metrics: createMetrics(),
    });
    const store = await openStore({ engine: { kind: "embedded", directory }, clock: systemClock });
    if (store.log !== undefined) await backups.attach(store.log);
    await sql`create table filler (id integer primary key, text blob) strict`.execute(
      store.write(),
    );
    // Half of it compresses, as rows of applications do.
    const half = "row ".repeat(8_192);
    for (let done = 0; done < MB * 1_000_000; done += 16 * 65_536) {
      await store.transaction(async (tx) => {
        for (let count = 0; count < 16; count += 1) {
          const blob = Buffer.concat([randomBytes(32_768), Buffer.from(half)]);
          await sql`insert into filler (text) values (${blob})`.execute(tx);
        }
      });
    }
    const made = await backups.create();
    const bytes = statSync(join(directory, "plinth.db")).size;
    const { restoreMs, checkMs } = made.proof;
    await store.close();
    await backups.close();
    return {
      bytes,
      backupBytes: made.full.bytes,
      restoreMs,
      checkMs,
      peakRss: process.memoryUsage().rss,
    };
  });

const kills = isAsked("kills") ? await measureKills() : undefined;
const rate = isAsked("rate") ? await measureRate() : undefined;
const restore = isAsked("restore") ? await measureRestore() : undefined;

const yes = (isMet: boolean): string => (isMet ? "yes" : "NO");
const gb = (bytes: number): string => (bytes / 1e9).toFixed(2);

/** A line of a table, and the section of README.md that it belongs to. */
interface Line {
  readonly part: "kills" | "rate" | "restore";
  readonly cells: readonly string[];
}

const lines: Line[] = [];
if (kills !== undefined) {
  const { whole, inTime, worstLostMs, medianLostMs } = kills;
  const cells = [
    `${kills.kills} writers killed at moments by chance (seed ${kills.seed}), ${kills.answered} writes answered`,
    `${whole} restored whole; the oldest lost write was ${worstLostMs} ms old, median ${medianLostMs.toFixed(0)} ms; ${kills.lost} lost`,
    `all whole, nothing older than ${RPO_MS} ms lost`,
    yes(whole === kills.kills && inTime === kills.kills),
  ];
  lines.push({ part: "kills", cells });
}
if (rate !== undefined) {
  const cells = [
    `POST of one row, ${CONNECTIONS} connections, ${ROUNDS} interleaved rounds of ${ROUND_MS / 1_000} s`,
    `${rate.without.toFixed(0)}/s without, ${rate.with.toFixed(0)}/s with backups: ${(rate.cost * 100).toFixed(1)} %`,
    `at most ${MOST_COST * 100} %`,
    yes(rate.cost <= MOST_COST),
  ];
  lines.push({ part: "rate", cells });
}
if (restore !== undefined) {
  const limit = (RESTORE_MS_EACH_GB * restore.bytes) / 1e9;
  const cells = [
    `restore of ${gb(restore.bytes)} GB (backup of ${gb(restore.backupBytes)} GB)`,
    `${(restore.restoreMs / 1_000).toFixed(1)} s, looked at in ${(restore.checkMs / 1_000).toFixed(1)} s`,
    `at most ${(limit / 1_000).toFixed(1)} s`,
    yes(restore.restoreMs <= limit),
  ];
  lines.push({ part: "restore", cells });
}
const machine = describeMachine();
const command = describeCommand("run backup");
const date = new Date().toISOString();
const load = readLoad();
const textOf = (shown: readonly Line[]): string =>
  [
    ...(flags.quick ? ["QUICK RUN: too short to be evidence."] : []),
    `${date}; \`${command}\`; Node ${machine.node}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}; load ${load.toFixed(1)}.`,
    markdownTable(
      ["what", "measured", "promised", "kept"],
      shown.map(({ cells }) => cells),
    ),
  ].join("\n\n");
console.log(textOf(lines));
storeResult(
  "backup",
  { date, command, machine, load, quick: flags.quick, kills, rate, restore },
  flags.json,
);
if (flags["write-readme"]) {
  if (flags.quick) throw new Error("--write-readme wants a full run, not --quick");
  for (const line of lines) writeSection("README.md", `bench:backup-${line.part}`, textOf([line]));
}
