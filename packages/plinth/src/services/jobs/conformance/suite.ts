import assert from "node:assert/strict";
import { createManualClock, type ManualClock } from "#core";
import { defineMigration, type Store } from "#store";
import { Type } from "#vendor/typebox";
import { HopelessJob, PostponedJob } from "../contract.ts";
import { defineJob, defineSchedule, handleJob } from "../define.ts";
import { type JobsNode, type NodeOptions, stopNode, turn } from "./node.ts";

/** What a case is given: nodes on one store, whose clocks only the case moves. */
export interface JobsHarness {
  readonly store: Store;
  /** The wall clock of the store. */
  readonly clock: ManualClock;
  /** Makes names that no other case uses. */
  readonly name: (stem: string) => string;
  /** Builds a node; it is stopped after the case. `startTimer` of all is the machine's own. */
  readonly node: (options: NodeOptions) => JobsNode;
}

/** One thing that the queue must do on every store; `run` rejects when it does not. */
export interface JobsCase {
  readonly name: string;
  readonly run: (harness: JobsHarness) => Promise<void>;
}

/** The table in which cases leave effects. */
export const effectMigration = defineMigration({
  id: "effects-0001",
  reason: "what jobs of tests did",
  up: async (_db, { createTable, columns }) => {
    await createTable("effects")
      .addColumn("job", columns.text, (column) => column.notNull())
      .execute();
  },
  down: async (db) => {
    await db.schema.dropTable("effects").execute();
  },
});

/** The table of {@link effectMigration}. */
export interface EffectTables {
  readonly effects: { readonly job: string };
}

const Payload = Type.Object({ of: Type.String() });
const PAUSES = { firstPauseMs: 1_000, longestPauseMs: 60_000 } as const;

const effectsOf = async (store: Store, prefix: string): Promise<readonly string[]> => {
  const rows = await store.read<EffectTables>().selectFrom("effects").select("job").execute();
  return rows.map(({ job }) => job).filter((job) => job.startsWith(prefix));
};

const takingIn: readonly JobsCase[] = [
  {
    name: "SCALE-03: a job is done, with its payload, and higher priorities go first",
    run: async ({ node, name }) => {
      const seen: string[] = [];
      const job = defineJob({ name: name("plain"), payload: Payload, concurrency: 1 });
      const one = node({ handled: [handleJob(job, async ({ of }) => seen.push(of))] });
      await one.jobs.enqueue(job, { of: "low" });
      await one.jobs.enqueue(job, { of: "high" }, { priority: 5 });
      await one.jobs.start();
      await turn(one);
      assert.deepEqual(seen, ["high", "low"]);
    },
  },
  {
    name: "SCALE-03: a job of a transaction is there exactly if the transaction is committed",
    run: async ({ node, name }) => {
      const seen: string[] = [];
      const job = defineJob({ name: name("outbox"), payload: Payload });
      const { jobs } = node({ handled: [handleJob(job, async ({ of }) => seen.push(of))] });
      await jobs.start();
      const of = name("row");
      const write = (of: string, end: () => void) =>
        jobs.store.transaction<EffectTables, void>(async (tx) => {
          await tx.insertInto("effects").values({ job: of }).execute();
          await jobs.enqueue(job, { of }, {}, tx);
          end();
        });
      await write(of, () => undefined);
      await assert.rejects(
        write(`${of}-lost`, () => {
          throw new Error("stub");
        }),
      );
      // No timer rang: the commit itself woke the node.
      await jobs.settled();
      assert.deepEqual(seen, [of]);
      assert.deepEqual(await effectsOf(jobs.store, of), [of]);
    },
  },
  {
    name: "SCALE-03: a key is taken in once while its job waits or runs, and again after it",
    run: async ({ node, name }) => {
      let count = 0;
      const job = defineJob({ name: name("key"), payload: Payload });
      const one = node({ handled: [handleJob(job, async () => (count += 1))] });
      const key = { key: "k" };
      assert.equal((await one.jobs.enqueue(job, { of: "a" }, key)).isNew, true);
      assert.equal((await one.jobs.enqueue(job, { of: "b" }, key)).isNew, false);
      await one.jobs.start();
      await turn(one);
      assert.equal((await one.jobs.enqueue(job, { of: "c" }, key)).isNew, true);
      await turn(one);
      assert.equal(count, 2);
    },
  },
  {
    name: "SCALE-03: a job waits for its instant, and a wrong payload is refused without its values",
    run: async ({ node, name, clock }) => {
      const seen: string[] = [];
      const job = defineJob({ name: name("later"), payload: Payload });
      const one = node({ handled: [handleJob(job, async ({ of }) => seen.push(of))] });
      await assert.rejects(
        one.jobs.enqueue(job, { of: 7_654 } as never),
        (fault: Error) => fault instanceof TypeError && !fault.message.includes("7654"),
      );
      await one.jobs.enqueue(job, { of: "later" }, { runAt: clock.now() + 5_000 });
      await one.jobs.start();
      await turn(one);
      assert.deepEqual(seen, []);
      clock.advance(5_000);
      await turn(one);
      assert.deepEqual(seen, ["later"]);
    },
  },
];

const failing: readonly JobsCase[] = [
  {
    name: "SCALE-03, P-106: a job that is given up is a dead letter at once, and says where it comes from",
    run: async ({ node, name }) => {
      const origin = { requestId: name("request"), traceparent: `00-${"a".repeat(32)}-b-01` };
      const seen: unknown[] = [];
      const job = defineJob({ name: name("hopeless"), payload: Payload, retries: 5 });
      const one = node({
        handled: [
          handleJob(job, async (_, context) => {
            seen.push(context.origin, context.isLast);
            throw new HopelessJob("nobody lives there");
          }),
        ],
      });
      const { id } = await one.jobs.enqueue(job, { of: "x" }, { origin });
      await one.jobs.start();
      await turn(one);
      assert.deepEqual(seen, [origin, false]);
      const dead = (await one.jobs.overview.list("dead", 10)).find((found) => found.id === id);
      assert.equal(dead?.attempt, 1);
      assert.equal(dead?.lastError, "HopelessJob: nobody lives there");
      const before = await one.jobs.overview.countFaulty();
      await one.jobs.overview.remove(id);
      // It was given up knowingly: nothing is wrong because of it.
      assert.equal(await one.jobs.overview.countFaulty(), before);
    },
  },
  {
    name: "SCALE-03: a failure is tried again after growing pauses, ends as a dead letter, and is re-run by hand",
    run: async ({ node, name, clock }) => {
      const attempts: number[] = [];
      let isBroken = true;
      const job = defineJob({ name: name("fails"), payload: Payload, retries: 2, ...PAUSES });
      const one = node({
        handled: [
          handleJob(job, async (_, { attempt }) => {
            attempts.push(attempt);
            if (isBroken) throw new Error("it broke, password=hunter2-hunter2");
          }),
        ],
      });
      const { id } = await one.jobs.enqueue(job, { of: "x" });
      await one.jobs.start();
      await turn(one);
      clock.advance(999);
      await turn(one);
      assert.deepEqual(attempts, [1]);
      clock.advance(1);
      await turn(one);
      clock.advance(1_999);
      await turn(one);
      assert.deepEqual(attempts, [1, 2]);
      clock.advance(1);
      await turn(one);
      clock.advance(86_400_000);
      await turn(one);
      assert.deepEqual(attempts, [1, 2, 3]);
      const dead = (await one.jobs.overview.list("dead", 100)).find((found) => found.id === id);
      assert.equal(dead?.attempt, 3);
      assert.match(dead?.lastError ?? "", /it broke/);
      assert.doesNotMatch(dead?.lastError ?? "", /hunter2/);
      isBroken = false;
      assert.equal(await one.jobs.overview.rerun(id), true);
      assert.equal(await one.jobs.overview.rerun(id), false);
      await turn(one);
      assert.deepEqual(attempts, [1, 2, 3, 1]);
    },
  },
  {
    name: "SCALE-03, RES-01: a job that was asked to wait is tried again then, or after its own pause if that is longer",
    run: async ({ node, name, clock }) => {
      const asked = [30_000, 0];
      const attempts: number[] = [];
      const job = defineJob({ name: name("asked"), payload: Payload, retries: 5, ...PAUSES });
      const one = node({
        handled: [
          handleJob(job, async (_, { attempt }) => {
            attempts.push(attempt);
            const pauseMs = asked.shift();
            if (pauseMs !== undefined) throw new PostponedJob("later", pauseMs);
          }),
        ],
      });
      await one.jobs.enqueue(job, { of: "x" });
      await one.jobs.start();
      // The second pause would be two seconds by itself.
      for (const [pauseMs, count] of [
        [0, 1],
        [29_999, 1],
        [1, 2],
        [1_999, 2],
        [1, 3],
      ] as const) {
        clock.advance(pauseMs);
        await turn(one);
        assert.equal(attempts.length, count);
      }
      assert.deepEqual(attempts, [1, 2, 3]);
    },
  },
  {
    name: "SCALE-03: an attempt ends at its time limit, and what it does later has no effect",
    run: async ({ node, name, clock, store }) => {
      const { promise: late, resolve } = Promise.withResolvers<void>();
      const outcomes: Promise<unknown>[] = [];
      const of = name("late");
      const job = defineJob({ name: of, payload: Payload, timeoutMs: 5_000, retries: 1 });
      const one = node({
        handled: [
          handleJob(job, async (_, { attempt, complete }) => {
            const effect = () =>
              complete<EffectTables, void>(async (tx) => {
                await tx
                  .insertInto("effects")
                  .values({ job: `${of}-${attempt}` })
                  .execute();
              });
            if (attempt > 1) return effect();
            const over = late.then(effect);
            outcomes.push(over.catch((fault: Error) => fault.name));
            return over;
          }),
        ],
      });
      await one.jobs.enqueue(job, { of });
      await one.jobs.start();
      while (outcomes.length === 0) await new Promise(setImmediate);
      await turn(one, 5_000);
      clock.advance(60_000);
      await turn(one);
      resolve();
      assert.deepEqual(await Promise.all(outcomes), ["JobLost"]);
      assert.deepEqual(await effectsOf(store, of), [`${of}-2`]);
    },
  },
  {
    name: "SCALE-03: a stop gives back what does not end, and no attempt is counted",
    run: async ({ node, name }) => {
      const attempts: number[] = [];
      const job = defineJob({ name: name("given-back"), payload: Payload, retries: 0 });
      const { promise: begun, resolve: hasBegun } = Promise.withResolvers<void>();
      const hangs = handleJob(job, (_, { attempt, signal }) => {
        attempts.push(attempt);
        hasBegun();
        return new Promise((_resolve, reject) =>
          signal.addEventListener("abort", () => reject(new Error("ended"))),
        );
      });
      const first = node({ handled: [hangs] });
      await first.jobs.enqueue(job, { of: "x" });
      await first.jobs.start();
      await begun;
      await stopNode(first);
      const second = node({
        handled: [handleJob(job, async (_, { attempt }) => attempts.push(attempt))],
      });
      await second.jobs.start();
      await turn(second);
      assert.deepEqual(attempts, [1, 1]);
    },
  },
];

const scheduling: readonly JobsCase[] = [
  {
    name: "SCALE-01, P-093: a tick runs once over two nodes, and missed ticks make one run",
    run: async ({ node, name, clock }) => {
      let count = 0;
      const job = defineJob({ name: name("ticks"), payload: Type.Object({}) });
      const schedule = defineSchedule({ name: name("tick"), cron: "0 * * * *", job, payload: {} });
      const handled = [handleJob(job, async () => (count += 1))];
      // Side by side neither could show the other in time that it lives: for leases no time passes.
      const monotonic = createManualClock(0);
      const nodes = [
        node({ handled, schedules: [schedule], monotonic }),
        node({ handled, schedules: [schedule], monotonic }),
      ];
      for (const { jobs } of nodes) await jobs.start();
      const turnAll = async () => {
        await Promise.all(nodes.map((one) => turn(one)));
        await Promise.all(nodes.map((one) => turn(one)));
      };
      await turnAll();
      assert.equal(count, 0);
      for (const expected of [1, 2, 3]) {
        clock.advance(3_600_000);
        await turnAll();
        assert.equal(count, expected);
      }
      clock.advance(86_400_000);
      await turnAll();
      assert.equal(count, 4);
    },
  },
  {
    name: "P-093: a clock that is set a day back makes no burst and no silence",
    run: async ({ node, name, clock }) => {
      let count = 0;
      const monotonic = createManualClock(0);
      const job = defineJob({ name: name("jumps"), payload: Type.Object({}) });
      const schedule = defineSchedule({ name: name("jump"), cron: "0 * * * *", job, payload: {} });
      const handled = [handleJob(job, async () => (count += 1))];
      const one = node({ handled, schedules: [schedule], monotonic });
      await one.jobs.start();
      await turn(one);
      clock.set(clock.now() - 86_400_000);
      // Two hours in steps of five minutes, on both clocks.
      for (let step = 0; step < 24; step += 1) {
        clock.advance(300_000);
        monotonic.advance(300_000);
        await turn(one);
      }
      assert.equal(count, 2);
    },
  },
];

/**
 * What the queue must do on every store, free of any test runner:
 * `for (const { name, run } of jobsConformance) it(name, () => run(harness()))`.
 */
export const jobsConformance: readonly JobsCase[] = [...takingIn, ...failing, ...scheduling];
