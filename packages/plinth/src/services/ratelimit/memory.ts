import type { Clock } from "#core";
import {
  type Decision,
  type LimiterStats,
  type RateLimiter,
  type RateWindow,
  requireCost,
  requireWindows,
} from "./contract.ts";
import { decisionOf } from "./decision.ts";
import { WindowLog } from "./window-log.ts";

const DEFAULT_MAX_KEYS = 50_000;
/** Entries looked at for each new key: more than one, so that sweeping outruns arriving. */
const SWEEP_STEP = 2;
/** Entries among which the emptiest is evicted when there is no room. */
const EVICTION_SAMPLE = 8;

/** What one key used. */
interface Entry {
  windows: readonly RateWindow[];
  logs: readonly WindowLog[];
  /** When everything of it has left every window, in milliseconds. */
  expiresAt: number;
  /** How much of its tightest window was used at the last call, 0 to 1. */
  fill: number;
}

/** A limiter that answers without waiting. */
export interface MemoryRateLimiter extends RateLimiter {
  readonly check: (key: string, windows: readonly RateWindow[], cost?: number) => Decision;
  readonly clear: (key: string) => void;
  readonly stats: () => LimiterStats;
}

/** How a limiter in memory is built. */
export interface RateLimiterOptions {
  readonly clock: Clock;
  /** Keys held at most; 50,000 if not given. Beyond it the emptiest of a sample leaves. */
  readonly maxKeys?: number;
}

const sameWindows = (a: readonly RateWindow[], b: readonly RateWindow[]): boolean =>
  a.length === b.length &&
  a.every((window, at) => window.limit === b[at]?.limit && window.seconds === b[at]?.seconds);

const createLogs = (windows: readonly RateWindow[]): readonly WindowLog[] => {
  requireWindows(windows);
  return windows.map(({ limit, seconds }) => new WindowLog(limit, seconds));
};

/** Other limits for a known key: windows of the same length keep their calls. */
const changeWindows = (entry: Entry, windows: readonly RateWindow[]): void => {
  if (!sameWindows(entry.windows, windows)) {
    const logs = createLogs(windows);
    for (const log of logs) {
      const before = entry.logs.find(({ seconds }) => seconds === log.seconds);
      if (before !== undefined) log.adopt(before);
    }
    entry.logs = logs;
  }
  entry.windows = windows;
};

/** Time that never goes back: a step back of the machine's clock counts as standing still. */
const createSteadyTime = (clock: Clock): (() => number) => {
  let last = clock.now();
  let offset = 0;
  return () => {
    const now = clock.now();
    if (now < last) offset += last - now;
    last = now;
    return now + offset;
  };
};

/** The keys, bounded without a timer: every new key pays for looking at a few old ones. */
const createEntries = (maxKeys: number) => {
  const entries = new Map<string, Entry>();
  let cursor = entries.entries();
  let evicted = 0;

  const nextEntry = (): [string, Entry] | undefined => {
    let step = cursor.next();
    if (step.done === true) {
      cursor = entries.entries();
      step = cursor.next();
    }
    return step.done === true ? undefined : step.value;
  };

  const sweep = (now: number): void => {
    for (let step = 0; step < SWEEP_STEP; step += 1) {
      const next = nextEntry();
      if (next !== undefined && next[1].expiresAt <= now) entries.delete(next[0]);
    }
  };

  /** Throws out what matters least: an attacker cannot push out a count that is nearly full. */
  const evict = (now: number): void => {
    let emptiest: string | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (let step = 0; step < EVICTION_SAMPLE; step += 1) {
      const next = nextEntry();
      if (next === undefined) break;
      const [key, { expiresAt, fill }] = next;
      const weight = expiresAt <= now ? 0 : fill;
      if (weight < least) {
        emptiest = key;
        least = weight;
      }
    }
    if (emptiest === undefined) return;
    entries.delete(emptiest);
    if (least > 0) evicted += 1;
  };

  return {
    find: (key: string): Entry | undefined => entries.get(key),
    add: (key: string, entry: Entry, now: number): void => {
      sweep(now);
      if (entries.size >= maxKeys) evict(now);
      entries.set(key, entry);
    },
    remove: (key: string): void => {
      entries.delete(key);
    },
    stats: (): LimiterStats => ({ keys: entries.size, evicted }),
  };
};

/**
 * Builds a limiter that keeps its counts in this process.
 * @example
 * const limiter = createRateLimiter({ clock: systemClock });
 * limiter.check("signin|address|192.0.2.1", [{ limit: 5, seconds: 60 }]).allowed;
 */
export const createRateLimiter = (options: RateLimiterOptions): MemoryRateLimiter => {
  const entries = createEntries(options.maxKeys ?? DEFAULT_MAX_KEYS);
  const steadyNow = createSteadyTime(options.clock);

  const entryFor = (key: string, windows: readonly RateWindow[], now: number): Entry => {
    const known = entries.find(key);
    if (known !== undefined) {
      if (known.windows !== windows) changeWindows(known, windows);
      return known;
    }
    const entry: Entry = { windows, logs: createLogs(windows), expiresAt: now, fill: 0 };
    entries.add(key, entry, now);
    return entry;
  };

  return {
    check: (key, windows, cost = 1) => {
      if (cost !== 1) requireCost(cost, windows);
      const now = steadyNow();
      const entry = entryFor(key, windows, now);
      const { logs } = entry;
      let refusedBy = -1;
      let longest = 0;
      for (let index = 0; index < logs.length; index += 1) {
        const log = logs[index];
        if (log === undefined) continue;
        log.expire(now);
        const wait = log.waitFor(cost, now);
        if (wait > longest) {
          refusedBy = index;
          longest = wait;
        }
      }
      if (refusedBy === -1) {
        for (const log of logs) {
          log.add(now, cost);
          entry.expiresAt = Math.max(entry.expiresAt, now + log.seconds * 1000);
        }
      }
      const decision = decisionOf(logs, now, refusedBy, longest);
      entry.fill = 1 - decision.tightest.remaining / decision.tightest.limit;
      return decision;
    },
    clear: entries.remove,
    stats: entries.stats,
  };
};
