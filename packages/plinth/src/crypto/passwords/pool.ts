import { platformErrors } from "#core";

/** Runs a bounded number of jobs at once and lets a bounded number wait. */
export interface Pool {
  /**
   * Runs the job when a place is free.
   * @throws {AppError} SERVICE_UNAVAILABLE with Retry-After at once when the queue is full.
   */
  readonly run: <T>(job: () => Promise<T>) => Promise<T>;
  /** Jobs that run or wait. */
  readonly pending: () => number;
}

/** Hears what becomes of jobs, for counters. */
export interface PoolObserver {
  readonly onStart?: () => void;
  /** The queue was full. */
  readonly onRefused?: () => void;
}

/** Builds a pool; jobs start in the order in which they came. */
export const createPool = (
  concurrency: number,
  queueLimit: number,
  observer: PoolObserver = {},
): Pool => {
  const waiting: (() => void)[] = [];
  let running = 0;

  const enter = (): Promise<void> => {
    if (running < concurrency) {
      running += 1;
      return Promise.resolve();
    }
    if (waiting.length >= queueLimit) {
      observer.onRefused?.();
      const detail = "Too many sign-ins are being checked at the moment; try again shortly.";
      throw platformErrors.make.SERVICE_UNAVAILABLE({ detail, headers: { "Retry-After": "1" } });
    }
    return new Promise((resolve) => waiting.push(resolve));
  };

  const leave = (): void => {
    const next = waiting.shift();
    // The place goes straight to the next job, so nobody can slip in between.
    if (next === undefined) running -= 1;
    else next();
  };

  return {
    run: async (job) => {
      await enter();
      observer.onStart?.();
      try {
        return await job();
      } finally {
        leave();
      }
    },
    pending: () => running + waiting.length,
  };
};
