import type { Clock } from "#core";

/**
 * Shares one result for `milliseconds`, and one reading among all who ask meanwhile. A failed
 * reading is not kept.
 */
export const createCached = <T>(
  clock: Clock,
  milliseconds: number,
  read: () => Promise<T>,
): (() => Promise<T>) => {
  let kept: { readonly value: T; readonly at: number } | undefined;
  let running: Promise<T> | undefined;

  const refresh = async (): Promise<T> => {
    try {
      const value = await read();
      kept = { value, at: clock.now() };
      return value;
    } finally {
      running = undefined;
    }
  };

  return async () => {
    if (running !== undefined) return running;
    // A clock that was set back must not keep a result for longer.
    const age = kept === undefined ? Number.POSITIVE_INFINITY : clock.now() - kept.at;
    if (kept !== undefined && age >= 0 && age < milliseconds) return kept.value;
    running = refresh();
    return running;
  };
};

/** What `ask` gives, or `otherwise` when it rejects, throws or takes longer than `milliseconds`. */
export const within = async <T>(
  milliseconds: number,
  ask: () => Promise<T>,
  otherwise: T,
): Promise<T> => {
  const { promise: late, resolve } = Promise.withResolvers<T>();
  const timer = setTimeout(() => resolve(otherwise), milliseconds);
  try {
    return await Promise.race([ask(), late]);
  } catch {
    // Why it failed is in the log of the part that failed; here only the state counts.
    return otherwise;
  } finally {
    clearTimeout(timer);
  }
};
