import { flushCompileCache } from "node:module";
import { setTimeout as after } from "node:timers/promises";
import {
  createIdGenerator,
  monotonicClock,
  systemClock,
  systemTimer,
} from "../../packages/plinth/src/core/index.ts";
import { createSecureRandom } from "../../packages/plinth/src/crypto/index.ts";
import { strictObject } from "../../packages/plinth/src/policy/index.ts";
import {
  type EffectTables,
  effectMigration,
} from "../../packages/plinth/src/services/jobs/conformance/suite.ts";
import {
  createJobs,
  defineJob,
  defineSchedule,
  handleJob,
  jobMigrations,
} from "../../packages/plinth/src/services/jobs/index.ts";
import { createMigrator, openStore } from "../../packages/plinth/src/store/index.ts";
import { createLogger, createMetrics } from "../../packages/plinth/src/telemetry/index.ts";
import { engineOf } from "./engine.ts";

// Enqueues and does jobs until it is killed: every line on standard output is the id of a job whose
// enqueueing was answered. Arguments: the embedded directory or the PostgreSQL address, and "work" or
// "rest"; the latter enqueues nothing, does what is left, and ends.

const [, , target = "", mode = ""] = process.argv;

const store = await openStore({ engine: engineOf(target, 8), clock: systemClock });
await createMigrator(store, [...jobMigrations, effectMigration]).up();
const newId = createIdGenerator(systemClock, createSecureRandom());
const jobs = createJobs({
  store,
  newId,
  monotonic: monotonicClock,
  startTimer: systemTimer,
  jitter: Math.random,
  broadcast: { publish: () => undefined, subscribe: () => () => undefined },
  metrics: createMetrics(),
  log: createLogger({ level: "silent", clock: systemClock, component: "jobs" }),
  settings: { leaseMs: 2_000, beatMs: 400, pollMs: 200 },
});

const PAUSES = { firstPauseMs: 20, longestPauseMs: 100, keepMs: 86_400_000 } as const;
const works = defineJob({ name: "works", payload: strictObject({}), retries: 1_000, ...PAUSES });
const fails = defineJob({ name: "fails", payload: strictObject({}), retries: 1, ...PAUSES });
const ticks = defineJob({ name: "ticks", payload: strictObject({}), retries: 1_000, ...PAUSES });
const write = (job: string) =>
  handleJob(job === "ticks" ? ticks : works, async (_, context) => {
    // Some of the first attempts fail, so that kills meet retries too.
    if (context.attempt === 1 && context.id.endsWith("0")) throw new Error("stub");
    await context.complete<EffectTables, void>(async (tx) => {
      await tx.insertInto("effects").values({ job: context.id }).execute();
    });
  });
jobs.declare(
  [
    write("works"),
    write("ticks"),
    handleJob(fails, async () => {
      throw new Error("stub");
    }),
  ],
  [defineSchedule({ name: "ticks", cron: "* * * * * *", job: ticks, payload: {} })],
);
await jobs.start();
// A process that is killed writes down nothing of what Node compiled for it; the next starts sooner so.
flushCompileCache();

/** With effects of their own in the transaction of the enqueueing, or without. */
const enqueueOne = async (n: number): Promise<string> => {
  if (n % 7 === 0) return (await jobs.enqueue(fails, {})).id;
  if (n % 2 === 0) return (await jobs.enqueue(works, {})).id;
  return jobs.store.transaction(async (tx) => (await jobs.enqueue(works, {}, {}, tx)).id);
};

if (mode === "rest") {
  for (;;) {
    const counts = await jobs.overview.counts();
    const left = counts.filter(
      ({ name, state }) => name !== "ticks" && (state === "ready" || state === "running"),
    );
    if (left.length === 0) break;
    await after(50);
  }
  await jobs.stop();
  await store.close();
} else {
  for (let n = 0; ; n += 1) {
    process.stdout.write(`${await enqueueOne(n)}\n`);
    await after(8);
  }
}
