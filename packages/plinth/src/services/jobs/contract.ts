import type { TransactionOptions } from "#store";
import type { Transaction } from "#vendor/kysely";
import type { Static, TSchema } from "#vendor/typebox";

/** How a kind of job is done; all times in milliseconds. */
export interface JobSettings {
  /** Further attempts after the first; default 5. After the last one the job is a dead letter. */
  readonly retries: number;
  /** The first pause after a failure at its longest; each one after it is twice as long. Default 1,000. */
  readonly firstPauseMs: number;
  /** No pause is longer; default an hour. */
  readonly longestPauseMs: number;
  /** Longest run of one attempt; default 60,000. */
  readonly timeoutMs: number;
  /** Higher ones go first; default 0. */
  readonly priority: number;
  /** How many of this kind one node does at once; default 4. */
  readonly concurrency: number;
  /** How long a job that is done is still shown; 0 removes it at once. Default an hour. */
  readonly keepMs: number;
}

/** A kind of job: its name, what it is given, and how it is done. */
export interface Job<S extends TSchema = TSchema> extends JobSettings {
  readonly name: string;
  readonly payload: S;
  /** Whether payloads are sealed while they are kept, because they hold secrets or addresses. */
  readonly isSecret: boolean;
}

/** Where a job comes from, kept with it so that its log lines and spans can be found (P-106). */
export interface JobOrigin {
  /** The id of the request that enqueued it. */
  readonly requestId?: string;
  /** W3C Trace Context, level 1: version, trace id, parent id and flags. */
  readonly traceparent?: string;
}

/** What a handler is given beside the payload. */
export interface JobContext {
  /**
   * The id of the job, the same in every attempt: pass it on as the idempotency key of an effect
   * outside of the store, because an attempt may be repeated after it had its effect.
   */
  readonly id: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** Whether another attempt follows when this one fails. */
  readonly isLast: boolean;
  /** Where it comes from: pass it on to jobs that this one enqueues. */
  readonly origin: JobOrigin;
  /** Aborted at the time limit, at a stop, and when the lease may be lost. */
  readonly signal: AbortSignal;
  /**
   * Writes the effects of the job and its end in one transaction: either both are there or none, at
   * whatever moment the process dies. Rejects with {@link JobLost}, and writes nothing, when the job
   * is not this attempt's any more. PostgreSQL may run `work` again, so it must only use `tx`.
   * What changes single rows is as safe as "read committed", and collides with nobody who enqueues.
   */
  readonly complete: <Tables, Result>(
    work: (tx: Transaction<Tables>) => Promise<Result>,
    options?: Pick<TransactionOptions, "isolation">,
  ) => Promise<Result>;
}

/** A job and the code that does it. */
export interface HandledJob {
  readonly job: Job;
  readonly handle: (payload: unknown, context: JobContext) => Promise<unknown>;
}

/** A job that is enqueued by the clock, once over all nodes. */
export interface Schedule {
  readonly name: string;
  /** Five fields, or six with seconds first. */
  readonly cron: string;
  /** IANA name; default "UTC". */
  readonly timeZone: string;
  readonly job: Job;
  readonly payload: unknown;
}

/** How one job is enqueued. */
export interface EnqueueOptions {
  /** While a job of this kind and key waits or runs, a further one is not taken in. */
  readonly key?: string;
  /** Not before this instant, in milliseconds since the epoch; at once where it is absent. */
  readonly runAt?: number;
  /** Higher ones go first; the kind's own where it is absent. */
  readonly priority?: number;
  /** The account that the payload tells of: the job is erased and exported with it. */
  readonly subject?: string;
  /** Where it comes from; what the application knows of the caller where it is absent. */
  readonly origin?: JobOrigin;
}

/** What became of an enqueued job. */
export interface Enqueued {
  readonly id: string;
  /** False where one with the same key waits or runs already: then `id` is of no job. */
  readonly isNew: boolean;
}

/** A transaction of the store, of whatever tables. */
export interface OpenTransaction {
  readonly isTransaction: boolean;
}

/** Takes jobs in. */
export interface JobQueue {
  /**
   * Takes a job in; resolves when it is durable. With `tx` it is part of that transaction: the job
   * is there exactly if the transaction is committed.
   * @throws {TypeError} for a kind that no module of the application handles, and for a payload that
   * does not fit its schema or is longer than 64 KiB: faults of the code, not of its callers.
   */
  readonly enqueue: <S extends TSchema>(
    job: Job<S>,
    payload: Static<S>,
    options?: EnqueueOptions,
    tx?: OpenTransaction,
  ) => Promise<Enqueued>;
}

/** Where a job stands. */
export type JobState = "ready" | "running" | "done" | "dead";

/** A job as administrators see it; without its payload, which may hold what they need not know. */
export interface JobView {
  readonly id: string;
  readonly name: string;
  readonly state: JobState;
  readonly attempt: number;
  readonly attempts: number;
  readonly createdAt: number;
  /** The instant it waits for; undefined where it waits for none. */
  readonly runAt: number | undefined;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  /** Redacted and bounded. */
  readonly lastError: string | undefined;
}

/** The job is not this attempt's any more: its lease was lost, or somebody removed it. */
export class JobLost extends Error {
  constructor(id: string) {
    super(`job ${id} is not this attempt's any more`);
    this.name = "JobLost";
  }
}

/**
 * To be thrown by a handler: no further attempt can succeed, so the job is a dead letter at once. It
 * is as it should be, such as a mail to an address that is none, and makes nothing unhealthy.
 */
export class HopelessJob extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "HopelessJob";
  }
}

/**
 * To be thrown by a handler whose other side asked to be left alone for a while: the next attempt
 * comes after so many milliseconds, or after the pause that was due anyway if that is longer.
 */
export class PostponedJob extends Error {
  readonly pauseMs: number;

  constructor(reason: string, pauseMs: number) {
    super(reason);
    this.name = "PostponedJob";
    this.pauseMs = pauseMs;
  }
}
