import type { Clock, StartTimer } from "#core";
import type { MetricFamily } from "#telemetry";
import type { Batch } from "../repository.ts";
import { createRecorder, type Series } from "./recorder.ts";
import { createSlots, type ShelfRow } from "./slots.ts";
import { SHELVES, TICK_MS } from "./tiers.ts";

/** A day after which a series is noted again, so that it is not forgotten while it lives. */
const NOTE_MS = 86_400_000;
const FORGET_MS = 600_000;
/** Rows that wait for a database that is away: ten minutes of the finest tier. */
const MOST_WAITING = 60 * SHELVES;

/** What the keeper needs. */
export interface KeeperParts {
  readonly clock: Clock;
  readonly startTimer: StartTimer;
  /** This process, unlike every other and every earlier one. */
  readonly node: string;
  readonly idOf: (text: string) => string;
  /** Brings all figures up to date and gives them. */
  readonly read: () => Promise<readonly MetricFamily[]>;
  readonly save: (batch: Batch) => Promise<void>;
  readonly onFault: (error: unknown) => void;
  /** Told after every write. */
  readonly onKept: () => void;
}

/** Takes figures every ten seconds and writes them. */
export interface Keeper {
  readonly start: () => void;
  /** Takes and writes once; never rejects. */
  readonly tick: () => Promise<void>;
  /** Writes what is under way, and ends. */
  readonly stop: () => Promise<void>;
  /** Series that found no room. */
  readonly left: () => number;
}

const keyOf = ({ tier, shelf, slot }: ShelfRow): string => `${tier} ${shelf} ${slot}`;

/** Builds it; nothing happens before `start`. */
export const createKeeper = (parts: KeeperParts): Keeper => {
  const { clock, startTimer, node, save } = parts;
  const recorder = createRecorder(parts.idOf);
  const slots = createSlots();
  const notedAt = new Map<string, number>();
  /** A newer text of a row takes the place of an older one. */
  const waiting = new Map<string, ShelfRow>();
  /** Series that the database does not know yet, or has not been told of for a day. */
  const unnoted = new Map<string, Series>();
  let forgottenAt = Number.NEGATIVE_INFINITY;
  let cancel = (): void => undefined;
  let isOver = false;
  let running: Promise<void> = Promise.resolve();

  const wait = (rows: readonly ShelfRow[]): void => {
    for (const row of rows) {
      waiting.delete(keyOf(row));
      waiting.set(keyOf(row), row);
    }
    for (const key of waiting.keys()) {
      if (waiting.size <= MOST_WAITING) break;
      waiting.delete(key);
    }
  };

  const write = async (now: number): Promise<void> => {
    const series = [...unnoted.values()];
    const rows = [...waiting.values()];
    const forget = Math.abs(now - forgottenAt) >= FORGET_MS;
    try {
      await save({ node, now, series, rows, forget });
    } catch (error) {
      parts.onFault(error);
      return;
    }
    for (const row of rows) {
      if (waiting.get(keyOf(row)) === row) waiting.delete(keyOf(row));
    }
    for (const { id } of series) {
      notedAt.set(id, now);
      unnoted.delete(id);
    }
    if (forget) forgottenAt = now;
    parts.onKept();
  };

  const take = async (): Promise<void> => {
    const families = await parts.read();
    const now = clock.now();
    const changes = recorder.take(families);
    wait(slots.add(changes, now));
    for (const { series } of changes) {
      const before = notedAt.get(series.id);
      if (before === undefined || now - before >= NOTE_MS) unnoted.set(series.id, series);
    }
    await write(now);
  };

  const tick = (): Promise<void> => {
    running = running.then(take).catch(parts.onFault);
    return running;
  };

  /** Rings at the ends of slots, whatever a tick takes. */
  const schedule = (): void => {
    if (isOver) return;
    cancel = startTimer(TICK_MS - (clock.now() % TICK_MS), () => {
      void tick().then(schedule);
    });
  };

  return {
    start: schedule,
    tick,
    left: recorder.left,
    stop: async () => {
      isOver = true;
      cancel();
      await running;
      wait(slots.rest());
      if (waiting.size > 0) await write(clock.now());
    },
  };
};
