import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { createIdGenerator, createManualClock } from "#core";
import { createSecureRandom } from "#crypto";
import { createMigrator, openStore, type Store } from "#store";
import type { Kysely, KyselyPlugin } from "#vendor/kysely";
import { Type } from "#vendor/typebox";
import type { JobContext } from "../contract.ts";
import { defineJob, handleJob } from "../define.ts";
import { jobMigrations } from "../migrations.ts";
import type { JobTables } from "../rows.ts";
import { createNode } from "./node.ts";
import { type EffectTables, effectMigration } from "./suite.ts";

const directory = mkdtempSync(join(tmpdir(), "plinth-job-kills-"));
const clock = createManualClock();
const store = await openStore({ engine: { kind: "embedded", directory }, clock });
await createMigrator(store, [...jobMigrations, effectMigration]).up();
const newId = createIdGenerator(clock, createSecureRandom());

const NEVER = new Promise<never>(() => undefined);

/** A store of a process that dies at its n-th step: after it nothing is sent and nothing answered. */
const mortal = (real: Store, diesAt: number) => {
  const { promise: died, resolve } = Promise.withResolvers<void>();
  let steps = 0;
  let isDead = false;
  const step = (): void => {
    steps += 1;
    if (steps >= diesAt && !isDead) {
      isDead = true;
      resolve();
    }
  };
  const answered: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      step();
      return isDead ? NEVER : result;
    },
  };
  /** In a transaction the death is a rollback, which is what the store makes of a dead process. */
  const inside: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      step();
      if (isDead) throw new Error("died");
      return result;
    },
  };
  const view = <T>(db: Kysely<T>): Kysely<T> => db.withPlugin(answered);
  const dying: Store = {
    ...real,
    read: <T>() => view(real.read<T>()),
    write: <T>() => view(real.write<T>()),
    transaction: async (work, options) => {
      if (isDead) return NEVER;
      try {
        const result = await real.transaction<never, never>(async (tx) => {
          const done = await work(tx.withPlugin(inside) as never);
          step();
          if (isDead) throw new Error("died");
          return done as never;
        }, options);
        step();
        return isDead ? await NEVER : result;
      } catch (error) {
        if (isDead) return NEVER;
        throw error;
      }
    },
  };
  return { store: dying, died };
};

interface Given {
  /** How often each job fails before it is done. */
  readonly failures: readonly number[];
  readonly retries: number;
  /** After how many steps each life ends. */
  readonly lives: readonly number[];
}

const given = fc.record({
  failures: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 4 }),
  retries: fc.integer({ min: 0, max: 4 }),
  lives: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
});

type Effect = (of: string, context: JobContext, own: Store) => Promise<unknown>;

const write = (of: string) => async (tx: Kysely<EffectTables>) => {
  await tx.insertInto("effects").values({ job: of }).execute();
};

const together: Effect = (of, { complete }) => complete<EffectTables, void>(write(of));

/** The fault that P-093 must find: the end is written first, and the work after it. */
const acknowledgedFirst: Effect = async (of, { complete }, own) => {
  await complete(async () => undefined);
  await own.transaction<EffectTables, void>(write(of));
};

/** Enqueues, dies and lives on as `given` says; the ids of jobs whose enqueueing was answered. */
const live = async ({ failures, retries, lives }: Given, effect: Effect) => {
  await store.write<EffectTables>().deleteFrom("effects").execute();
  await store.write<JobTables>().deleteFrom("jobs").execute();
  const accepted = new Set<string>();
  const job = defineJob({
    name: "mortal",
    payload: Type.Object({ of: Type.String(), failures: Type.Integer() }),
    retries,
    keepMs: 1_000_000_000,
  });
  const lead = async (own: Store, died: Promise<unknown>, enqueues: readonly number[]) => {
    const handled = handleJob(job, async ({ of, failures: fails }, context) => {
      if (context.attempt <= fails) throw new Error("stub");
      await effect(of, context, own);
    });
    const { jobs, timers } = createNode(own, newId, { handled: [handled] });
    const life = async () => {
      await jobs.start();
      for (const fails of enqueues) {
        const of = newId();
        await jobs.enqueue(job, { of, failures: fails });
        accepted.add(of);
      }
      for (let hour = 0; hour < 8; hour += 1) {
        await jobs.settled();
        clock.advance(3_600_000);
        timers.advance(60_000);
      }
      await jobs.settled();
    };
    await Promise.race([life(), died]);
  };
  for (const [index, diesAt] of lives.entries()) {
    const { store: own, died } = mortal(store, diesAt);
    await lead(own, died, index === 0 ? failures : []);
    // What was under way when the process died comes to its end in the store.
    await store.transaction(async () => undefined);
  }
  await lead(store, NEVER, []);
  return accepted;
};

const holds = async (life: Given, effect: Effect): Promise<void> => {
  const accepted = await live(life, effect);
  const jobs = await store.read<JobTables>().selectFrom("jobs").selectAll().execute();
  const effects = await store.read<EffectTables>().selectFrom("effects").selectAll().execute();
  expect(jobs.filter(({ state }) => state !== "done" && state !== "dead")).toEqual([]);
  const done = jobs.filter(({ state }) => state === "done").length;
  expect(jobs.length).toBeGreaterThanOrEqual(accepted.size);
  // Each effect once, and one for each job that is done.
  expect(new Set(effects.map(({ job }) => job)).size).toBe(effects.length);
  expect(effects.length).toBe(done);
  // A dead one was really tried as often as it may be.
  for (const row of jobs.filter(({ state }) => state === "dead")) {
    expect(row.attempt).toBe(row.retries + 1);
  }
};

describe("a process that dies at any step", () => {
  afterAll(async () => {
    await store.close();
    rmSync(directory, { recursive: true });
  });

  it("P-093: every accepted job ends done or dead, with one effect", async () => {
    await fc.assert(
      fc.asyncProperty(given, (life) => holds(life, together)),
      { numRuns: 60 },
    );
  });

  it("P-093: acknowledging before the work is found", async () => {
    const found = await fc.check(
      fc.asyncProperty(given, (life) => holds(life, acknowledgedFirst)),
      { numRuns: 200, endOnFailure: true },
    );
    expect(found.failed).toBe(true);
  });
});
