import type { RunningWork } from "./contract.ts";

/** Work that has not ended; the store changes it as it goes on. */
export interface Work {
  readonly kind: "statement" | "transaction";
  readonly startedMs: number;
  name: string;
  last: string | undefined;
  statements: number;
  heldSinceMs: number | undefined;
  /** Whether somebody was told that it takes long. */
  isTold: boolean;
}

/** The work of a store that has not ended. */
export interface RunningList {
  readonly begin: (kind: Work["kind"], name: string, startedMs: number) => Work;
  readonly end: (work: Work) => void;
  readonly list: () => readonly RunningWork[];
  /** How much work was found that had held a connection for too long. */
  readonly longHolds: () => number;
  readonly close: () => void;
}

/**
 * Keeps the list, and tells once of each transaction that has its connection for `longHoldMs`: a few
 * of those exhaust a pool. Single statements have the database's own time-out. The clock of this
 * watch runs only while there is work.
 */
export const createRunningList = (
  longHoldMs: number,
  onLongHold: (work: RunningWork) => void,
): RunningList => {
  const running = new Set<Work>();
  let told = 0;
  let watch: NodeJS.Timeout | undefined;

  const viewOf = (work: Work): RunningWork => {
    const { kind, name, last, statements, startedMs, heldSinceMs } = work;
    const now = performance.now();
    const heldMs = heldSinceMs === undefined ? undefined : now - heldSinceMs;
    return { kind, name, last, statements, runningMs: now - startedMs, heldMs };
  };
  const stop = (): void => {
    clearInterval(watch);
    watch = undefined;
  };
  const look = (): void => {
    if (running.size === 0) {
      stop();
      return;
    }
    const latest = performance.now() - longHoldMs;
    for (const work of running) {
      if (work.isTold || work.heldSinceMs === undefined || work.heldSinceMs > latest) continue;
      work.isTold = true;
      told += 1;
      onLongHold(viewOf(work));
    }
  };

  return {
    begin: (kind, name, startedMs) => {
      const work: Work = {
        kind,
        name,
        startedMs,
        last: undefined,
        statements: 0,
        heldSinceMs: undefined,
        isTold: false,
      };
      running.add(work);
      watch ??= setInterval(look, longHoldMs / 2).unref();
      return work;
    },
    end: (work) => {
      running.delete(work);
    },
    list: () => [...running].map(viewOf),
    longHolds: () => told,
    close: stop,
  };
};
