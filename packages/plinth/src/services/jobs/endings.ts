import { setImmediate as turn } from "node:timers/promises";
import type { JobRepository } from "./repository.ts";
import type { Fence } from "./rows.ts";

/** Writes that jobs are done. */
export interface DoneWriter {
  /** False where the job is not the attempt's any more. Rejects as the store does. */
  readonly write: (fence: Fence, keepMs: number) => Promise<boolean>;
}

interface Waiting {
  readonly fence: Fence;
  readonly keepMs: number;
  readonly resolve: (isOurs: boolean) => void;
  readonly reject: (fault: unknown) => void;
}

/** Ends in one statement at most; each of them has its place in the text. */
const MOST = 50;

/**
 * Builds a writer that sends one statement at a time: what ends in one turn, or meanwhile, goes into the next one, so
 * that a queue at full speed commits once for many ends, and an end by itself waits for nobody.
 */
export const createDoneWriter = (repository: Pick<JobRepository, "settleDone">): DoneWriter => {
  let waiting: Waiting[] = [];
  let isSending = false;

  /** Those that are kept for equally long, of the one that waits longest. */
  const takeBatch = (): readonly Waiting[] => {
    const keepMs = waiting[0]?.keepMs;
    const batch: Waiting[] = [];
    const others: Waiting[] = [];
    for (const one of waiting) {
      (one.keepMs === keepMs && batch.length < MOST ? batch : others).push(one);
    }
    waiting = others;
    return batch;
  };

  const send = async (): Promise<void> => {
    isSending = true;
    // Those that were claimed together often end in the same turn of the event loop.
    await turn();
    while (waiting.length > 0) {
      const batch = takeBatch();
      try {
        const fences = batch.map(({ fence }) => fence);
        const written = await repository.settleDone(fences, batch[0]?.keepMs ?? 0);
        for (const { fence, resolve } of batch) resolve(written.has(fence.id));
      } catch (fault) {
        for (const { reject } of batch) reject(fault);
      }
    }
    isSending = false;
  };

  return {
    write: (fence, keepMs) =>
      new Promise((resolve, reject) => {
        waiting.push({ fence, keepMs, resolve, reject });
        if (!isSending) void send();
      }),
  };
};
