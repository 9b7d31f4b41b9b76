import type { StartTimer } from "#core";

/** Longer than this no scrape waits for figures of others, in milliseconds. */
const LIMIT_MS = 2_000;

/** What is asked for figures before a scrape. */
export interface Refreshers {
  readonly add: (refresh: () => Promise<void>) => () => void;
  /** Asks all of them; who asks meanwhile shares the answer. Never rejects. */
  readonly run: () => Promise<void>;
}

/** Builds an empty set; `onFailure` is told of each that rejects or is late. */
export const createRefreshers = (parts: {
  readonly startTimer: StartTimer;
  readonly onFailure: () => void;
}): Refreshers => {
  const { startTimer, onFailure } = parts;
  const known = new Set<() => Promise<void>>();
  const pending = new Set<() => Promise<void>>();
  const late = new Set<() => Promise<void>>();
  let running: Promise<void> | undefined;

  const attempt = async (refresh: () => Promise<void>): Promise<void> => {
    pending.add(refresh);
    try {
      await refresh();
    } catch {
      if (!late.has(refresh)) onFailure();
    } finally {
      late.delete(refresh);
      pending.delete(refresh);
    }
  };

  const all = async (): Promise<void> => {
    // One that hangs since an earlier scrape has been counted then.
    const due = [...known].filter((refresh) => !pending.has(refresh));
    if (due.length === 0) return;
    const over = Promise.withResolvers<void>();
    const cancel = startTimer(LIMIT_MS, () => {
      for (const refresh of due.filter((one) => pending.has(one))) {
        late.add(refresh);
        onFailure();
      }
      over.resolve();
    });
    await Promise.race([Promise.all(due.map(attempt)), over.promise]);
    cancel();
  };

  return {
    add: (refresh) => {
      known.add(refresh);
      return () => known.delete(refresh);
    },
    run: () => {
      running ??= all().finally(() => {
        running = undefined;
      });
      return running;
    },
  };
};
