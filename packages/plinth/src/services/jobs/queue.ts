import type { Clock, IdGenerator } from "#core";
import type { Store } from "#store";
import type { Kysely } from "#vendor/kysely";
import type { Job, JobOrigin, JobQueue } from "./contract.ts";
import type { Payloads } from "./define.ts";
import type { JobRepository } from "./repository.ts";
import { contextOf, type JobTables } from "./rows.ts";

/** What a queue is built from. */
export interface QueueParts {
  readonly repository: Pick<JobRepository, "insert">;
  readonly clock: Clock;
  readonly newId: IdGenerator;
  readonly payloads: Pick<Payloads, "textOf">;
  /** Where what is enqueued now comes from, where the caller does not say. */
  readonly origin: () => JobOrigin;
  /** The kinds that somebody handles. */
  readonly isKnown: (job: Job) => boolean;
  /** Called when jobs have been committed. Must neither wait nor throw. */
  readonly onCommitted: () => void;
}

/** A queue, and the way in which it hears that a transaction was committed. */
export interface WatchedQueue extends JobQueue {
  /** A store whose transactions tell the queue when jobs of theirs were committed. */
  readonly watch: (store: Store) => Store;
}

/** Builds the side of the queue that takes jobs in. */
export const createQueue = (parts: QueueParts): WatchedQueue => {
  const { repository, clock, newId, payloads, isKnown, onCommitted } = parts;
  const touched = new WeakSet<object>();
  return {
    enqueue: async (job, payload, options = {}, tx) => {
      if (!isKnown(job)) throw new TypeError(`no module handles the job ${job.name}`);
      const now = clock.now();
      const id = newId();
      const row = {
        id,
        name: job.name,
        payload: payloads.textOf(job, id, payload),
        state: "ready",
        priority: options.priority ?? job.priority,
        run_at: options.runAt ?? 0,
        waits_from: null,
        attempt: 0,
        retries: job.retries,
        dedupe_key: options.key ?? null,
        claimed_by: null,
        subject_id: options.subject ?? null,
        context: contextOf(options.origin ?? parts.origin()),
        last_error: null,
        created_at: now,
        started_at: null,
        ended_at: null,
        expires_at: null,
      } as const;
      if (tx === undefined) {
        const isNew = await repository.insert(row);
        if (isNew) onCommitted();
        return { id, isNew };
      }
      touched.add(tx);
      const isNew = await repository.insert(row, tx as unknown as Kysely<JobTables>);
      return { id, isNew };
    },
    watch: (store) => ({
      ...store,
      transaction: async (work, options) => {
        let last: object = store;
        const result = await store.transaction<never, never>(async (tx) => {
          last = tx;
          return (await work(tx as never)) as never;
        }, options);
        if (touched.has(last)) onCommitted();
        return result;
      },
    }),
  };
};
