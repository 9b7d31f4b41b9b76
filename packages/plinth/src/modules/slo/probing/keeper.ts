import type { Clock, StartTimer } from "#core";
import { SLO_TIERS, slotOf } from "../figures/windows.ts";
import type { SloBatch, SlotRow } from "../repository.ts";

const FORGET_MS = 3_600_000;
/** Slots that wait for a database that is away: a day of minutes, and their hours. */
const MOST_WAITING = 1_500;
/** How soon after the start it is looked again whether anything listens. */
const LOOK_MS = 250;

/** Requests that were answered since the process began, and those of them with 5xx. */
export interface RequestCounts {
  readonly requests: number;
  readonly faults: number;
}

/** What a probe found; undefined where there is nothing to ask: nothing listens yet, or it ends. */
export type ProbeResult = boolean | undefined;

/** What the keeper needs. */
export interface KeeperParts {
  readonly clock: Clock;
  readonly startTimer: StartTimer;
  readonly intervalMs: number;
  /** This process, unlike every other and every earlier one. */
  readonly node: string;
  readonly probe: () => Promise<ProbeResult>;
  readonly counts: () => RequestCounts;
  readonly save: (batch: SloBatch) => Promise<void>;
  readonly onProbe: (isGood: boolean) => void;
  /** Told once for each time that nothing can be written. */
  readonly onFault: (error: unknown) => void;
}

/** The last probe of this process. */
export interface LastProbe {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly isGood: boolean;
}

/** Probes again and again, and writes what it found. */
export interface SloKeeper {
  readonly start: () => void;
  /** Probes and writes once; never rejects. */
  readonly tick: () => Promise<void>;
  /** Writes what is under way and that it ends on purpose. */
  readonly stop: () => Promise<void>;
  readonly last: () => LastProbe | undefined;
}

type Amounts = Omit<SlotRow, "tier" | "slot">;

/** Slots under way of this process; each is written whole, so that writing again changes nothing. */
const createSlots = () => {
  const rows = new Map<string, SlotRow>();
  const changed = new Set<string>();
  return {
    add: (at: number, amounts: Amounts): void => {
      for (const tier of Object.values(SLO_TIERS)) {
        // What was seen up to an instant is of the slot that holds the moment before.
        const slot = slotOf(tier, at - 1);
        const key = `${tier.id} ${slot}`;
        const before = rows.get(key);
        rows.set(key, {
          tier: tier.id,
          slot,
          good_ms: (before?.good_ms ?? 0) + amounts.good_ms,
          bad_ms: (before?.bad_ms ?? 0) + amounts.bad_ms,
          requests: (before?.requests ?? 0) + amounts.requests,
          faults: (before?.faults ?? 0) + amounts.faults,
        });
        changed.add(key);
      }
      for (const key of rows.keys()) {
        if (rows.size <= MOST_WAITING) break;
        rows.delete(key);
        changed.delete(key);
      }
    },
    waiting: (): readonly SlotRow[] =>
      [...changed].flatMap((key) => {
        const row = rows.get(key);
        return row === undefined ? [] : [row];
      }),
    written: (batch: readonly SlotRow[], at: number): void => {
      for (const row of batch) {
        const key = `${row.tier} ${row.slot}`;
        if (rows.get(key) !== row) continue;
        changed.delete(key);
        const step = row.tier === SLO_TIERS.hours.id ? SLO_TIERS.hours : SLO_TIERS.minutes;
        if (row.slot < slotOf(step, at - 1)) rows.delete(key);
      }
    },
  };
};

/** Builds it; nothing happens before `start`. */
export const createSloKeeper = (parts: KeeperParts): SloKeeper => {
  const { clock, startTimer, intervalMs, node, save } = parts;
  const slots = createSlots();
  /** Since when this process has looked without a pause; undefined before the first probe. */
  let since: number | undefined;
  let previous = 0;
  let counted: RequestCounts = { requests: 0, faults: 0 };
  let last: LastProbe | undefined;
  let forgottenAt = Number.NEGATIVE_INFINITY;
  let isFailing = false;
  let isOver = false;
  let cancel = (): void => undefined;
  let running: Promise<void> = Promise.resolve();

  const write = async (at: number, isStopping: boolean): Promise<void> => {
    if (since === undefined) return;
    const rows = slots.waiting();
    const forget = Math.abs(at - forgottenAt) >= FORGET_MS;
    try {
      await save({ node, at, since, gapMs: 3 * intervalMs, rows, isStopping, forget });
    } catch (error) {
      if (!isFailing) parts.onFault(error);
      isFailing = true;
      return;
    }
    isFailing = false;
    slots.written(rows, at);
    if (forget) forgottenAt = at;
  };

  /** How long a probe stands for: the time since the one before, unless nobody looked meanwhile. */
  const spanUpTo = (at: number): number => {
    if (since === undefined || at < previous) {
      since = at;
      return 0;
    }
    const passed = at - previous;
    if (passed <= 3 * intervalMs) return passed;
    // This process stood still, or the machine slept: what no other node saw is a gap.
    since = at - intervalMs;
    return intervalMs;
  };

  const look = async (): Promise<void> => {
    const isGood = await parts.probe();
    if (isGood === undefined || isOver) return;
    const at = clock.now();
    const span = spanUpTo(at);
    previous = at;
    last = { at, isGood };
    parts.onProbe(isGood);
    const now = parts.counts();
    const news = {
      requests: Math.max(0, now.requests - counted.requests),
      faults: Math.max(0, now.faults - counted.faults),
    };
    counted = now;
    slots.add(at, { good_ms: isGood ? span : 0, bad_ms: isGood ? 0 : span, ...news });
    await write(at, false);
  };

  const tick = (): Promise<void> => {
    running = running.then(look).catch(parts.onFault);
    return running;
  };

  const schedule = (): void => {
    if (isOver) return;
    cancel = startTimer(since === undefined ? LOOK_MS : intervalMs, () => {
      void tick().then(schedule);
    });
  };

  return {
    start: schedule,
    tick,
    last: () => last,
    stop: async () => {
      isOver = true;
      cancel();
      await running;
      await write(clock.now(), true);
    },
  };
};
