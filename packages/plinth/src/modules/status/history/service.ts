import type { Clock, HealthChange, IdGenerator } from "#core";
import { within } from "../system/cached.ts";
import { type Day, type Entry, entriesOf, uptimeOf } from "./entries.ts";
import { createOutbox } from "./outbox.ts";
import type { HealthRepository } from "./repository.ts";
import { createTimeline, dayOf, type Observation, type Progress } from "./timeline.ts";

/** How long stretches are kept. */
export const HISTORY_DAYS = 30;
/** How many days the uptime goes back. */
export const UPTIME_DAYS = 90;

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MAX_ENTRIES = 500;
/** Longest wait for a write: the next check must not be late because the database is down. */
const WRITE_WAIT_MS = 2_000;
/** A check may itself take so long when what it asks does not answer. */
const SLOW_CHECK_MS = 15_000;

/** What the history is made from. */
export interface HistoryParts {
  readonly clock: Clock;
  readonly newId: IdGenerator;
  readonly repository: HealthRepository;
  /** How every part is now; never rejects. */
  readonly look: () => Promise<readonly Observation[]>;
  /** Time between two checks. */
  readonly intervalMs: number;
  /** Hears of every change, once it was seen. */
  readonly onChange: (change: HealthChange) => void;
  /** Hears, once for each outage, that nothing could be written; every check tries it again. */
  readonly onFault: (fault: unknown) => void;
}

/** A part of the history; times in milliseconds since the epoch. */
export interface HistoryPage {
  /** Newest first. */
  readonly entries: readonly Entry[];
  /** Whether there are more in the time asked for. */
  readonly isCut: boolean;
}

/** What the checks of the past found (HLT-08). */
export interface History {
  /** One check: looks, remembers, tells of changes, writes. Never rejects. */
  readonly check: () => Promise<void>;
  readonly read: (query: {
    readonly component?: string | undefined;
    readonly from: number;
    readonly to: number;
  }) => Promise<HistoryPage>;
  /** The last {@link UPTIME_DAYS} days of every part that was ever measured, oldest first. */
  readonly uptime: () => Promise<ReadonlyMap<string, readonly Day[]>>;
  /** The days of a part that was never measured. */
  readonly unmeasured: () => readonly Day[];
  /** Writes that watching ended; waits two seconds at most. */
  readonly end: () => Promise<void>;
}

/**
 * Builds the history. A check that comes after more than three times the interval (and at least 15
 * seconds late) leaves a hole, which is shown as unknown.
 */
export const createHistory = (parts: HistoryParts): History => {
  const { clock, repository, onChange, onFault } = parts;
  const maxGapMs = Math.max(parts.intervalMs * 3, parts.intervalMs + SLOW_CHECK_MS);
  const timeline = createTimeline({ newId: parts.newId, instance: parts.newId(), maxGapMs });
  const outbox = createOutbox(repository, (count) =>
    onFault(new Error(`${count} rows of the history were dropped: they waited too long`)),
  );
  let forgottenAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;
  let writing: Promise<void> | undefined;
  let isFailing = false;

  const write = async (): Promise<void> => {
    try {
      await outbox.flush();
      isFailing = false;
      const now = clock.now();
      if (now - forgottenAt < HOUR_MS) return;
      await repository.forget(now - HISTORY_DAYS * DAY_MS, dayOf(now - UPTIME_DAYS * DAY_MS));
      forgottenAt = now;
    } catch (fault) {
      // Once for each outage: the history tells how long it was.
      if (!isFailing) onFault(fault);
      isFailing = true;
    }
  };

  const settled = (): Promise<void> =>
    within(WRITE_WAIT_MS, () => writing ?? Promise.resolve(), undefined);

  const take = async (progress: Progress): Promise<void> => {
    outbox.add(progress);
    for (const change of progress.changes) onChange(change);
    // What comes while a write hangs goes with the next one: no queue that could grow.
    writing ??= write().finally(() => {
      writing = undefined;
    });
    await settled();
  };

  const checkOnce = async (): Promise<void> => {
    const found = await parts.look();
    await take(timeline.observe(clock.now(), found));
  };

  const lastDays = (): readonly string[] =>
    Array.from({ length: UPTIME_DAYS }, (_, index) =>
      dayOf(clock.now() - (UPTIME_DAYS - 1 - index) * DAY_MS),
    );

  return {
    check: () => {
      running ??= checkOnce().finally(() => {
        running = undefined;
      });
      return running;
    },
    read: async ({ component, from, to }) => {
      const now = clock.now();
      const seenFrom = from - maxGapMs;
      const rows = await repository.find({ component, seenFrom, to, limit: MAX_ENTRIES + 1 });
      const shown = rows.slice(0, MAX_ENTRIES);
      const entries = entriesOf(shown, now, maxGapMs).filter(
        ({ since, until }) => since <= to && (until ?? now) >= from,
      );
      return { entries, isCut: rows.length > MAX_ENTRIES };
    },
    uptime: async () => {
      const days = lastDays();
      const rows = await repository.days(days[0] ?? "");
      const byComponent = Map.groupBy(rows, (row) => row.component);
      return new Map([...byComponent].map(([name, group]) => [name, uptimeOf(group, days)]));
    },
    unmeasured: () => uptimeOf([], lastDays()),
    end: async () => {
      await running;
      await settled();
      await take(timeline.end(clock.now()));
    },
  };
};
