import type { Logger } from "#telemetry";

const DEFAULT_LIMIT = 1_000;

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

/** Builds a place for background work; `limit` pieces at once (1,000 if not given). */
export const createBackground = (options: {
  readonly log: Logger;
  readonly limit?: number;
}): Background => {
  const { log, limit = DEFAULT_LIMIT } = options;
  const running = new Set<Promise<void>>();

  const start = async (name: string, work: () => Promise<unknown>): Promise<void> => {
    await new Promise<void>((resolve) => setImmediate(resolve));
    try {
      await work();
    } catch (error) {
      log.error("background work failed", { work: name, error });
    }
  };

  return {
    run: (name, work) => {
      if (running.size >= limit) {
        log.error("background work was dropped: too much is waiting", { work: name, limit });
        return false;
      }
      const task = start(name, work);
      running.add(task);
      void task.finally(() => running.delete(task));
      return true;
    },
    drain: async () => {
      while (running.size > 0) await Promise.all(running);
    },
    pending: () => running.size,
  };
};
