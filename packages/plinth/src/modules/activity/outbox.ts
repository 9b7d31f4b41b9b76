import type { IdGenerator, StartTimer } from "#core";
import { createOutbox as createBoundedOutbox } from "#services/background";
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
  const outbox = createBoundedOutbox<TimedEntry>({
    ...parts,
    merge: (known, again) => ({
      ...known,
      at: Math.max(known.at, again.at),
      times: known.times + again.times,
    }),
    roomFor: ({ outcome }) => (outcome === "refused" ? MAX_REFUSALS : MAX_WAITING),
    weightOf: ({ times }) => times,
    batch: BATCH,
    delayMs: DELAY_MS,
    retryMs: RETRY_MS,
  });
  return {
    add: (entry) => {
      const key = keyOf(entry);
      // An id is made only for what is not merged.
      const id = outbox.find(key)?.id ?? parts.newId();
      outbox.add(key, { ...entry, id, at: parts.now(), times: 1 });
    },
    flush: outbox.flush,
    waitsFor: (accountId) => outbox.has((entry) => entry.accountId === accountId),
    forget: (accountId) => outbox.forget((entry) => entry.accountId === accountId),
    size: outbox.size,
    close: outbox.close,
  };
};
