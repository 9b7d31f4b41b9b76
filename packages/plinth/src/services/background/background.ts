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
  /**
   * The same for work that exists only in a case which the answer must not tell, such as a mail to
   * an address that has an account: it begins when the answer has left the machine.
   */
  readonly runUntold: (name: string, work: () => Promise<unknown>) => boolean;
  /** Resolves when everything started so far has ended. */
  readonly drain: () => Promise<void>;
  /** How much is under way. */
  readonly pending: () => number;
}

const answerWritten = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Builds a place for background work; `limit` pieces at once (1,000 if not given). `rest` is what
 * untold work waits for (25 ms if not given).
 */
export const createBackground = (options: {
  readonly log: Logger;
  readonly limit?: number;
  readonly rest?: () => Promise<void>;
}): Background => {
  const { log, limit = DEFAULT_LIMIT, rest = () => delay(REST_MS) } = options;
  const running = new Set<Promise<void>>();

  const start = async (
    name: string,
    begin: () => Promise<void>,
    work: () => Promise<unknown>,
  ): Promise<void> => {
    await begin();
    try {
      await work();
    } catch (error) {
      log.error("background work failed", { work: name, error });
    }
  };

  const add = (name: string, begin: () => Promise<void>, work: () => Promise<unknown>): boolean => {
    if (running.size >= limit) {
      log.error("background work was dropped: too much is waiting", { work: name, limit });
      return false;
    }
    const task = start(name, begin, work);
    running.add(task);
    void task.finally(() => running.delete(task));
    return true;
  };

  return {
    run: (name, work) => add(name, answerWritten, work),
    runUntold: (name, work) => add(name, rest, work),
    drain: async () => {
      while (running.size > 0) await Promise.all(running);
    },
    pending: () => running.size,
  };
};
