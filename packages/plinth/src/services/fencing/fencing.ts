import { AsyncLocalStorage } from "node:async_hooks";
import type { Store } from "#store";
import type { Transaction } from "#vendor/kysely";

/**
 * Said at the beginning of every transaction that fenced work begins, in that transaction: what it
 * writes is there exactly when the work's own changes are. Its rejection takes the transaction back.
 */
// biome-ignore lint/suspicious/noExplicitAny: each guard knows its own tables
export type Guard = (tx: Transaction<any>) => Promise<void>;

/** Lets work say something in its own transactions, without the work knowing. */
export interface Fencing {
  /** The store to be used by everybody else. */
  readonly store: Store;
  /**
   * Runs work; its transactions begin with the guard until the work has ended. Single statements,
   * `store.write()`, are not transactions of the work and say nothing.
   */
  readonly within: <T>(guard: Guard, work: () => T) => T;
}

interface Fence {
  readonly guard: Guard;
  isOpen: boolean;
}

/** Builds the fencing of a store. Where nothing is fenced, a transaction costs one look. */
export const createFencing = (store: Store): Fencing => {
  const fences = new AsyncLocalStorage<Fence>();
  return {
    store: {
      ...store,
      transaction: (work, options) => {
        const fence = fences.getStore();
        // What the work left behind, such as a timer, goes on without it.
        if (fence === undefined || !fence.isOpen) return store.transaction(work, options);
        return store.transaction<never, never>(async (tx) => {
          await fence.guard(tx);
          return (await work(tx as never)) as never;
        }, options);
      },
    },
    within: (guard, work) => {
      const fence: Fence = { guard, isOpen: true };
      const end = (): void => {
        fence.isOpen = false;
      };
      let result: ReturnType<typeof work>;
      try {
        result = fences.run(fence, work);
      } catch (fault) {
        end();
        throw fault;
      }
      if (result instanceof Promise) void result.then(end, end);
      else end();
      return result;
    },
  };
};
