import type { IdGenerator, StartTimer } from "#core";
import type { Entry } from "./entries.ts";

/** An entry as it is stored; `at` in milliseconds since the epoch. */
export interface TimedEntry extends Entry {
  /** Orders entries by the time at which they were heard first. */
  readonly id: string;
  /** When it happened last. */
  readonly at: number;
  /** How often it happened in a row. */
  readonly times: number;
}

/** What waits to be written. A process that is killed loses the last second of it. */
export interface Outbox {
  /** Takes an entry in; never waits, never throws. */
  readonly add: (entry: Entry) => void;
  /** Writes what waits; what fails is tried again later. Never rejects. */
  readonly flush: () => Promise<void>;
  readonly waitsFor: (accountId: string) => boolean;
  /** Forgets what waits for an account. */
  readonly forget: (accountId: string) => void;
  readonly size: () => number;
  /** Writes what waits, once, and stops. */
  readonly close: () => Promise<void>;
}

/** What the outbox is built from. */
export interface OutboxParts {
  /** Writes a batch; rejects as a store does. */
  readonly save: (entries: readonly TimedEntry[]) => Promise<void>;
  readonly now: () => number;
  readonly newId: IdGenerator;
  readonly startTimer: StartTimer;
  /** Hears how many events are lost: no room, or no store at the end. */
  readonly onDropped: (count: number) => void;
  readonly onFault: (error: unknown) => void;
}

/** Different entries that may wait. */
const MAX_WAITING = 2_000;
/** Refusals leave room: strangers cause them, and must not crowd out what came about. */
const MAX_REFUSALS = 1_500;
const BATCH = 200;
const DELAY_MS = 1_000;
const RETRY_MS = 10_000;

const keyOf = (entry: Entry): string =>
  JSON.stringify([
    entry.accountId,
    entry.kind,
    entry.name,
    entry.outcome,
    entry.detail,
    entry.address,
    entry.agent,
  ]);

/** Builds an empty one. The same again, before it is written, only counts up. */
export const createOutbox = (parts: OutboxParts): Outbox => {
  const waiting = new Map<string, TimedEntry>();
  let cancel: (() => void) | undefined;
  let running: Promise<void> | undefined;
  let isClosed = false;

  const put = (key: string, entry: TimedEntry): void => {
    const known = waiting.get(key);
    const room = entry.outcome === "refused" ? MAX_REFUSALS : MAX_WAITING;
    if (known !== undefined) {
      const at = Math.max(known.at, entry.at);
      waiting.set(key, { ...known, at, times: known.times + entry.times });
    } else if (waiting.size < room) waiting.set(key, entry);
    else parts.onDropped(entry.times);
  };

  const schedule = (delay: number): void => {
    if (isClosed || cancel !== undefined || waiting.size === 0) return;
    cancel = parts.startTimer(delay, () => {
      cancel = undefined;
      void flush();
    });
  };

  const writeBatch = async (): Promise<boolean> => {
    const batch = [...waiting].slice(0, BATCH);
    for (const [key] of batch) waiting.delete(key);
    try {
      await parts.save(batch.map(([, entry]) => entry));
      return true;
    } catch (error) {
      parts.onFault(error);
      for (const [key, entry] of batch) put(key, entry);
      return false;
    }
  };

  const writeAll = async (): Promise<void> => {
    let isWritten = true;
    while (isWritten && waiting.size > 0) isWritten = await writeBatch();
    schedule(isWritten ? DELAY_MS : RETRY_MS);
  };

  const flush = (): Promise<void> => {
    running ??= writeAll().finally(() => {
      running = undefined;
    });
    return running;
  };

  return {
    add: (entry) => {
      const key = keyOf(entry);
      const at = parts.now();
      // An id is made only for what is not merged.
      const id = waiting.get(key)?.id ?? parts.newId();
      put(key, { ...entry, id, at, times: 1 });
      if (running === undefined) schedule(DELAY_MS);
    },
    flush,
    waitsFor: (accountId) => [...waiting.values()].some((entry) => entry.accountId === accountId),
    forget: (accountId) => {
      for (const [key, entry] of waiting) if (entry.accountId === accountId) waiting.delete(key);
    },
    size: () => waiting.size,
    close: async () => {
      isClosed = true;
      cancel?.();
      await flush();
      const lost = [...waiting.values()].reduce((sum, { times }) => sum + times, 0);
      if (lost > 0) parts.onDropped(lost);
      waiting.clear();
    },
  };
};
