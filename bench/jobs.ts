import { once } from "node:events";
import { PgBoss } from "pg-boss";
import {
  createIdGenerator,
  monotonicClock,
  Secret,
  systemClock,
  systemTimer,
} from "../packages/plinth/src/core/index.ts";
import { createSecureRandom } from "../packages/plinth/src/crypto/index.ts";
import { strictObject, Type } from "../packages/plinth/src/policy/index.ts";
import {
  createJobs,
  defineJob,
  handleJob,
  jobMigrations,
} from "../packages/plinth/src/services/jobs/index.ts";
import { createMigrator, openStore } from "../packages/plinth/src/store/index.ts";
import { createLogger, createMetrics } from "../packages/plinth/src/telemetry/index.ts";
import { startPostgres } from "../packages/plinth/src/testing/postgres.ts";
import { readFlags } from "./harness/flags.ts";
import { describeMachine, readLoad } from "./harness/machine.ts";
import { markdownTable, median, quantile } from "./harness/stats.ts";
import { describeCommand, readVersions, storeResult, writeSection } from "./harness/store.ts";

/**
 * Jobs on PostgreSQL beside pg-boss, on the same throwaway server with durable commits: how many a
 * second are taken in by callers that wait for the commit, how many are done, and how soon one is begun
 * that comes while nothing is to do (SCALE-03).
 */
const flags = readFlags();
const rounds = flags.quick ? 2 : 7;
const JOBS = flags.quick ? 500 : 3_000;
const CALLERS = 32;
/** Jobs that either does at once. */
const AT_ONCE = 32;
const CONNECTIONS = 20;
const PROBES = flags.quick ? 5 : 20;

interface Contestant {
  readonly name: string;
  /** Resolves when the job is durable. */
  readonly enqueue: (n: number) => Promise<unknown>;
  /** Begins to do jobs; `done` is called for each. */
  readonly begin: (done: (n: number) => void) => Promise<void>;
  /** Does no more. */
  readonly end: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const server = await startPostgres({ durable: true });
if ("missing" in server) throw new Error(server.missing);

const createOwn = async (): Promise<Contestant> => {
  const store = await openStore({
    engine: {
      kind: "postgresql",
      url: new Secret(await server.createDatabase()),
      poolSize: CONNECTIONS,
      maxOverflow: 0,
      poolTimeoutMs: 60_000,
      recycleMs: 3_600_000,
      connectTimeoutMs: 5_000,
      commandTimeoutMs: 60_000,
    },
    clock: systemClock,
  });
  await createMigrator(store, jobMigrations).up();
  const newId = createIdGenerator(systemClock, createSecureRandom());
  const work = defineJob({
    name: "work",
    payload: strictObject({ n: Type.Integer() }),
    concurrency: AT_ONCE,
  });
  let done: (n: number) => void = () => undefined;
  const create = () => {
    const jobs = createJobs({
      store,
      newId,
      monotonic: monotonicClock,
      startTimer: systemTimer,
      jitter: Math.random,
      broadcast: { publish: () => undefined, subscribe: () => () => undefined },
      metrics: createMetrics(),
      log: createLogger({ level: "silent", clock: systemClock, component: "jobs" }),
      settings: { slots: AT_ONCE },
    });
    jobs.declare([handleJob(work, async ({ n }) => done(n))], []);
    return jobs;
  };
  let jobs = create();
  return {
    name: "Plinth",
    enqueue: (n) => jobs.enqueue(work, { n }),
    begin: async (tell) => {
      done = tell;
      await jobs.start();
    },
    end: async () => {
      await jobs.stop();
      jobs = create();
    },
    close: () => store.close(),
  };
};

/** As its documentation begins, or woken by NOTIFY and not pausing while there is more. */
const createBoss = async (isTuned: boolean): Promise<Contestant> => {
  const boss = new PgBoss({
    connectionString: await server.createDatabase(),
    max: CONNECTIONS,
    supervise: false,
    schedule: false,
    useListenNotify: isTuned,
  });
  boss.on("error", (fault) => {
    throw fault;
  });
  await boss.start();
  await boss.createQueue("work", { notify: isTuned });
  let workers: readonly string[] = [];
  return {
    name: isTuned ? "pg-boss, burst and NOTIFY" : "pg-boss as it comes",
    enqueue: (n) => boss.send("work", { n }),
    begin: async (done) => {
      // Half a second is the shortest pause that it allows.
      const options = {
        batchSize: AT_ONCE,
        pollingIntervalSeconds: 0.5,
        burstWhenBatchFull: isTuned,
      };
      workers = [
        await boss.work<{ n: number }>("work", options, async (batch) => {
          for (const { data } of batch) done(data.n);
        }),
      ];
    },
    end: async () => {
      for (const id of workers) await boss.offWork("work", { id });
    },
    close: async () => {
      const stopped = once(boss, "stopped");
      await boss.stop({ graceful: true });
      await stopped;
    },
  };
};

interface Round {
  readonly takenInPerSecond: number;
  readonly donePerSecond: number;
  /** CPU of this process for a job that is taken in and done; the server's is not part of it. */
  readonly cpuMicros: number;
  /** Milliseconds from enqueueing to beginning where nothing else is to do. */
  readonly latencies: readonly number[];
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return (performance.now() - begun) / 1_000;
};

const measure = async (one: Contestant): Promise<Round> => {
  const cpu = process.cpuUsage();
  const seconds = await timed(async () => {
    let next = 0;
    const caller = async (): Promise<void> => {
      while (next < JOBS) await one.enqueue(next++);
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));
  });
  const { promise: allDone, resolve } = Promise.withResolvers<void>();
  const waiting = new Map<number, (at: number) => void>();
  let done = 0;
  const tell = (n: number): void => {
    done += 1;
    waiting.get(n)?.(performance.now());
    if (done === JOBS) resolve();
  };
  const secondsDone = await timed(async () => {
    await one.begin(tell);
    await allDone;
  });
  const { user, system } = process.cpuUsage(cpu);
  const latencies: number[] = [];
  for (let probe = 0; probe < PROBES; probe += 1) {
    await new Promise((wait) => setTimeout(wait, 37 * (1 + (probe % 5))));
    const n = JOBS + probe;
    const { promise, resolve: begun } = Promise.withResolvers<number>();
    waiting.set(n, begun);
    const from = performance.now();
    await one.enqueue(n);
    latencies.push((await promise) - from);
  }
  await one.end();
  return {
    takenInPerSecond: JOBS / seconds,
    donePerSecond: JOBS / secondsDone,
    cpuMicros: (user + system) / JOBS,
    latencies,
  };
};

const contestants = [await createOwn(), await createBoss(false), await createBoss(true)];
const results = contestants.map(({ name }) => ({ name, rounds: [] as Round[] }));
try {
  for (const one of contestants) await measure(one);
  for (let round = 0; round < rounds; round += 1) {
    for (let offset = 0; offset < contestants.length; offset += 1) {
      const at = (offset + round) % contestants.length;
      const [one, row] = [contestants[at], results[at]];
      if (one !== undefined && row !== undefined) row.rounds.push(await measure(one));
    }
  }
} finally {
  for (const one of contestants) await one.close();
  await server.stop();
}

const column = (at: number, read: (round: Round) => number): readonly number[] =>
  (results[at]?.rounds ?? []).map(read);
const times = (other: number, read: (round: Round) => number): string =>
  median(column(0, read).map((own, at) => own / (column(other, read)[at] ?? Number.NaN))).toFixed(
    2,
  );
const machine = describeMachine();
const versions = readVersions(["pg-boss"]);
const command = describeCommand("run jobs");
const date = new Date().toISOString();
const load = readLoad();
const text = [
  ...(flags.quick ? ["QUICK RUN: too short to be evidence."] : []),
  [
    `${date}; \`${command}\`; Node ${machine.node}; ${machine.cpu}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.os}; load ${load.toFixed(1)}.`,
    `${rounds} interleaved rounds of ${JOBS} jobs that do nothing, taken in by ${CALLERS} callers, then done ${AT_ONCE} at once; PostgreSQL on this machine, fsync on, ${CONNECTIONS} connections each. pg-boss ${versions["pg-boss"]} takes ${AT_ONCE} at a time and ends them in one statement; it looks every 0.5 s, its shortest pause.`,
  ].join("\n"),
  markdownTable(
    ["queue", "taken in/s", "done/s", "CPU us a job", "begun after ms where idle, p50", "p99"],
    results.map(({ name, rounds: own }, at) => {
      const latencies = own.flatMap((round) => round.latencies);
      return [
        name,
        median(column(at, (round) => round.takenInPerSecond)).toFixed(0),
        median(column(at, (round) => round.donePerSecond)).toFixed(0),
        median(column(at, (round) => round.cpuMicros)).toFixed(0),
        quantile(latencies, 0.5).toFixed(1),
        quantile(latencies, 0.99).toFixed(1),
      ];
    }),
  ),
  results
    .slice(1)
    .map(
      ({ name }, at) =>
        `Beside ${name}: taken in ${times(at + 1, (round) => round.takenInPerSecond)} times as many, done ${times(at + 1, (round) => round.donePerSecond)} times as many; medians within a round.`,
    )
    .join("\n"),
].join("\n\n");
console.log(text);
storeResult(
  "jobs",
  { date, command, machine, versions, load, quick: flags.quick, results },
  flags.json,
);
if (flags["write-readme"]) {
  if (flags.quick) throw new Error("--write-readme wants a full run, not --quick");
  writeSection("README.md", "bench:jobs", text);
}
