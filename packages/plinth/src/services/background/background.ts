import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "#telemetry";

const DEFAULT_LIMIT = 1_000;

/**
 * How long work rests that must not show in the time of an answer. Begun at once, what a mail to a
 * known address costs was seen in answers that had been written before it (P-082,
 * `npm --prefix bench run equal-timing`).
 */
const REST_MS = 25;

/** Work that no answer waits for: bounded in number, its failures logged, awaited at the end. */
export interface Background {
  /**
   * Starts `work` after the current answer had its turn. Returns false, and logs, when too much is
   * waiting already; the work is not done then.
   */
  readonly run: (name: string, work: () => Promise<unknown>) => boolean;
  /** Resolves when everything started so far has ended. */
  readonly drain: () => Promise<void>;
  /** How much is under way. */
  readonly pending: () => number;
}

/**
 * Resolves when an answer that was given just now has left the machine. For jobs that are enqueued in
 * every case and do something in some, such as a mail to an address that has an account: what they do
 * begins after it, so the answer does not tell.
 */
export const answerLeft = (): Promise<void> => delay(REST_MS);

const answerWritten = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Builds a place for background work; `limit` pieces at once (1,000 if not given). */
export const createBackground = (options: {
  readonly log: Logger;
  readonly limit?: number;
}): Background => {
  const { log, limit = DEFAULT_LIMIT } = options;
  const running = new Set<Promise<void>>();

  const start = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    await answerWritten();
    try {
      await work();
    } catch (error) {
      log.error("background work failed", { work: name, error });
    }
  };

  const run = (name: string, work: () => Promise<unknown>): boolean => {
    if (running.size >= limit) {
      log.error("background work was dropped: too much is waiting", { work: name, limit });
      return false;
    }
    const task = start(name, work);
    running.add(task);
    void task.finally(() => running.delete(task));
    return true;
  };

  return {
    run,
    drain: async () => {
      while (running.size > 0) await Promise.all(running);
    },
    pending: () => running.size,
  };
};
