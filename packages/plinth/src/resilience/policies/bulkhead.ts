import type { StartTimer } from "#core";
import type { Call } from "../call.ts";
import { resilienceErrors } from "../errors.ts";
import { type Policy, start } from "./policy.ts";

/** What a bulkhead is built from. */
export interface BulkheadOptions {
  /** The dependency behind it, as shown to callers. */
  readonly name: string;
  /** Calls under way at once. */
  readonly concurrent: number;
  /** Calls that may wait for their turn; one more is refused. Default 0. */
  readonly waiting?: number;
  /** How long one waits before it is refused, in milliseconds. Default 1 000. */
  readonly waitMs?: number;
  readonly startTimer: StartTimer;
}

/** A bulkhead, and how full it is. */
export interface Bulkhead extends Policy {
  readonly figures: () => { readonly running: number; readonly waiting: number };
}

/**
 * Keeps one slow dependency from taking all there is: so many calls at once, so many that wait, first
 * come first served, and the rest refused at once.
 */
export const createBulkhead = (options: BulkheadOptions): Bulkhead => {
  const { name, concurrent, waiting: most = 0, waitMs = 1_000, startTimer } = options;
  const queue = new Set<() => void>();
  let running = 0;

  const full = (): Error =>
    resilienceErrors.make.DEPENDENCY_OVERLOADED({
      detail: `Too many calls to ${name} are under way.`,
      extra: { dependency: name },
      headers: { "Retry-After": String(Math.max(1, Math.ceil(waitMs / 1_000))) },
    });

  const release = (): void => {
    running -= 1;
    const [next] = queue;
    next?.();
  };

  const turn = (call: Call): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = (): void => {
        queue.delete(admit);
        cancel();
        stop();
      };
      const admit = (): void => {
        leave();
        running += 1;
        resolve();
      };
      const refuse = (reason: unknown): void => {
        leave();
        reject(reason);
      };
      queue.add(admit);
      const cancel = startTimer(waitMs, () => refuse(full()));
      let stop = (): void => undefined;
      stop = call.onAbort(refuse);
    });

  return {
    run: async (work, call) => {
      if (running < concurrent) running += 1;
      else if (queue.size < most) await turn(call);
      else throw full();
      try {
        return await start(work, call);
      } finally {
        release();
      }
    },
    figures: () => ({ running, waiting: queue.size }),
  };
};
