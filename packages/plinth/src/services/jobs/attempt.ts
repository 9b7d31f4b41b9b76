import type { Clock, StartTimer } from "#core";
import { createCall, createTimeLimit, isOwnRefusal, pauseBefore } from "#resilience";
import type { Store, TransactionOptions } from "#store";
import { redactText } from "#telemetry";
import type { Kysely, Transaction } from "#vendor/kysely";
import {
  type HandledJob,
  HopelessJob,
  type JobContext,
  JobLost,
  PostponedJob,
} from "./contract.ts";
import type { Payloads } from "./define.ts";
import type { Ending, JobRepository } from "./repository.ts";
import { type Fence, type JobRow, type JobTables, originOf } from "./rows.ts";

/** What an attempt is made with. */
export interface AttemptParts {
  readonly repository: Pick<JobRepository, "settle" | "settleDone">;
  readonly store: Store;
  readonly monotonic: Clock;
  readonly startTimer: StartTimer;
  /** From 0 to 1; spreads pauses. */
  readonly jitter: () => number;
  readonly payloads: Pick<Payloads, "read">;
}

/** How an attempt ended; "completed" where its own transaction said so. */
export type Outcome = Ending | { readonly kind: "completed" };

const MAX_ERROR = 500;

/** What failed, in words that may be kept and shown. */
const wordsOf = (fault: unknown): string => {
  const words = fault instanceof Error ? `${fault.name}: ${fault.message}` : "It failed.";
  return redactText(words).slice(0, MAX_ERROR);
};

const isLastOf = ({ attempt: count, retries }: JobRow): boolean => count > retries;

/** What a fault makes of an attempt. */
const afterFault = (
  fault: unknown,
  row: JobRow,
  { job }: HandledJob,
  jitter: () => number,
): Ending => {
  const askedMs = fault instanceof PostponedJob ? fault.pauseMs : 0;
  const pauseMs = Math.ceil(Math.max(askedMs, pauseBefore(row.attempt, { ...job, jitter })));
  // A breaker is open, or a queue full: nothing was tried, so nothing is counted.
  if (isOwnRefusal(fault)) return { kind: "returned", pauseMs };
  const error = wordsOf(fault);
  const isOver = isLastOf(row) || fault instanceof HopelessJob;
  return isOver ? { kind: "dead", error } : { kind: "failed", error, pauseMs };
};

/**
 * Does one attempt of a job. Never rejects. `ended` is aborted when the attempt must end at once: at
 * a stop, and when the lease was lost.
 */
export const attempt = async (
  parts: AttemptParts,
  handled: HandledJob,
  row: JobRow,
  fence: Fence,
  ended: AbortSignal,
): Promise<Outcome> => {
  const { repository, store, monotonic, startTimer, jitter } = parts;
  const { job } = handled;
  let isCompleted = false;
  const complete: JobContext["complete"] = async <Tables, Result>(
    work: (tx: Transaction<Tables>) => Promise<Result>,
    options: Pick<TransactionOptions, "isolation"> = {},
  ) => {
    const result = await store.transaction<Tables, Result>(async (tx) => {
      const done = { kind: "done", keepMs: job.keepMs } as const;
      // First, so that of two attempts the second waits here, and finds that it is too late.
      const isOurs = await repository.settle(fence, done, tx as unknown as Kysely<JobTables>);
      if (!isOurs) throw new JobLost(row.id);
      return work(tx);
    }, options);
    isCompleted = true;
    return result;
  };
  const limit = createTimeLimit({
    name: job.name,
    limitMs: job.timeoutMs,
    clock: monotonic,
    startTimer,
  });
  const call = createCall(monotonic, { signal: ended });
  try {
    await limit.run(
      ({ signal }) =>
        handled.handle(parts.payloads.read(job, row), {
          id: row.id,
          attempt: row.attempt,
          isLast: isLastOf(row),
          origin: originOf(row),
          signal,
          complete,
        }),
      call,
    );
    return isCompleted ? { kind: "completed" } : { kind: "done", keepMs: job.keepMs };
  } catch (fault) {
    if (isCompleted) return { kind: "completed" };
    if (ended.aborted) return { kind: "returned", pauseMs: 0 };
    return afterFault(fault, row, handled, jitter);
  } finally {
    call.detach();
  }
};
