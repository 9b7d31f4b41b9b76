import type { StartTimer } from "#core";

/** What waits to be written to the store; a process that is killed loses the last of it. */
export interface Outbox<T> {
  /** Takes an item in; what waits under the same key already is merged. Never waits, never throws. */
  readonly add: (key: string, item: T) => void;
  /** What waits under a key. */
  readonly find: (key: string) => T | undefined;
  /** Whether one waits or is being written: a reader of the store would not find it yet. */
  readonly has: (isMeant: (item: T) => boolean) => boolean;
  /** Writes what waits; what fails is tried again later. Never rejects. */
  readonly flush: () => Promise<void>;
  /** Forgets what waits and is meant; what is being written does not come back if that fails. */
  readonly forget: (isMeant: (item: T) => boolean) => void;
  readonly size: () => number;
  /** Writes what waits, once, and stops. */
  readonly close: () => Promise<void>;
}

/** What an outbox is built from. */
export interface OutboxOptions<T> {
  /** Writes a batch; rejects as a store does. The same items may come again after a rejection. */
  readonly save: (items: readonly T[]) => Promise<void>;
  /** Makes one of two items of one key; the first is kept where this is absent. */
  readonly merge?: (known: T, again: T) => T;
  /** How many items may wait for this one still to be let in. */
  readonly roomFor: (item: T) => number;
  /** How many losses an item counts for; 1 where this is absent. */
  readonly weightOf?: (item: T) => number;
  /** Items written together. */
  readonly batch: number;
  /** How long the first item of a batch waits, in milliseconds. */
  readonly delayMs: number;
  /** How long a failed batch waits, in milliseconds. */
  readonly retryMs: number;
  readonly startTimer: StartTimer;
  /** Hears how much is lost: no room, or no store at the end. */
  readonly onDropped: (count: number) => void;
  readonly onFault: (error: unknown) => void;
}

/** Builds an empty one: bounded, so that no burst and no absent store grows it. */
export const createOutbox = <T>(options: OutboxOptions<T>): Outbox<T> => {
  const { merge = (known: T) => known, weightOf = () => 1 } = options;
  const waiting = new Map<string, T>();
  const writing = new Map<string, T>();
  let cancel: (() => void) | undefined;
  let running: Promise<void> | undefined;
  let isClosed = false;

  const put = (key: string, item: T): void => {
    const known = waiting.get(key);
    if (known !== undefined) waiting.set(key, merge(known, item));
    else if (waiting.size < options.roomFor(item)) waiting.set(key, item);
    else options.onDropped(weightOf(item));
  };

  const schedule = (delay: number): void => {
    if (isClosed || cancel !== undefined || waiting.size === 0) return;
    cancel = options.startTimer(delay, () => {
      cancel = undefined;
      void flush();
    });
  };

  const writeBatch = async (): Promise<boolean> => {
    const batch = [...waiting].slice(0, options.batch);
    for (const [key, item] of batch) {
      waiting.delete(key);
      writing.set(key, item);
    }
    try {
      await options.save(batch.map(([, item]) => item));
      return true;
    } catch (error) {
      options.onFault(error);
      for (const [key, item] of writing) put(key, item);
      return false;
    } finally {
      writing.clear();
    }
  };

  const writeAll = async (): Promise<void> => {
    let isWritten = true;
    while (isWritten && waiting.size > 0) isWritten = await writeBatch();
    schedule(isWritten ? options.delayMs : options.retryMs);
  };

  const flush = (): Promise<void> => {
    running ??= writeAll().finally(() => {
      running = undefined;
    });
    return running;
  };

  return {
    add: (key, item) => {
      put(key, item);
      if (running === undefined) schedule(options.delayMs);
    },
    find: (key) => waiting.get(key),
    has: (isMeant) => [waiting, writing].some((items) => [...items.values()].some(isMeant)),
    flush,
    forget: (isMeant) => {
      for (const items of [waiting, writing]) {
        for (const [key, item] of items) if (isMeant(item)) items.delete(key);
      }
    },
    size: () => waiting.size,
    close: async () => {
      isClosed = true;
      cancel?.();
      await flush();
      const lost = [...waiting.values()].reduce((sum, item) => sum + weightOf(item), 0);
      if (lost > 0) options.onDropped(lost);
      waiting.clear();
    },
  };
};
