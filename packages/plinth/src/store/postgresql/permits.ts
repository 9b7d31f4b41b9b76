import { storeError } from "../faults.ts";

/** Counted permissions, given in the order they were asked for. */
export interface Permits {
  /** Resolves when one is free; rejects after the wait. */
  readonly take: () => Promise<void>;
  readonly give: () => void;
  /** How many are taken. */
  readonly taken: () => number;
  /** How many wait for one. */
  readonly waiting: () => number;
}

interface Waiter {
  readonly grant: () => void;
}

/** `count` permits; whoever waits longer than `waitMs` is refused with SERVICE_UNAVAILABLE. */
export const createPermits = (count: number, waitMs: number): Permits => {
  const waiters = new Set<Waiter>();
  let taken = 0;
  return {
    take: () => {
      if (taken < count) {
        taken += 1;
        return Promise.resolve();
      }
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const timer = setTimeout(() => {
        waiters.delete(waiter);
        reject(storeError("overload", "no connection became free in time"));
      }, waitMs);
      const waiter: Waiter = {
        grant: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      waiters.add(waiter);
      return promise;
    },
    give: () => {
      const [next] = waiters;
      if (next === undefined) {
        taken -= 1;
      } else {
        // The permit passes on without becoming free.
        waiters.delete(next);
        next.grant();
      }
    },
    taken: () => taken,
    waiting: () => waiters.size,
  };
};
