import type { Clock } from "#core";
import {
  type Decision,
  type LimiterStats,
  type RateLimiter,
  type RateWindow,
  requireCost,
  requireWindows,
} from "./contract.ts";
import { decisionOf, decisionOfOne, freshDecision } from "./decision.ts";
import { WindowLog } from "./window-log.ts";

const DEFAULT_MAX_KEYS = 50_000;
/** Entries looked at for each new key: more than one, so that sweeping outruns arriving. */
const SWEEP_STEP = 2;
/** Entries among which the emptiest is evicted when there is no room. */
const EVICTION_SAMPLE = 8;

/**
 * What one key used. Most keys come once: those calls lie in the entry itself. The logs, which cost
 * several times as much memory, begin with the first call at another instant.
 */
interface Entry {
  windows: readonly RateWindow[];
  logs: readonly WindowLog[] | undefined;
  /** Instant of the newest admitted call, in milliseconds since the limiter began. */
  at: number;
  /** Calls at that instant; counts only while there are no logs. */
  calls: number;
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

/** The logs of an entry, which begin now if there were none. */
const openLogs = (entry: Entry): readonly WindowLog[] => {
  const logs = createLogs(entry.windows);
  if (entry.calls > 0) for (const log of logs) log.add(entry.at, entry.calls);
  entry.logs = logs;
  return logs;
};

/** Other limits for a known key: windows of the same length keep their calls. */
const changeWindows = (entry: Entry, windows: readonly RateWindow[]): void => {
  if (!sameWindows(entry.windows, windows)) {
    const before = entry.logs ?? openLogs(entry);
    const logs = createLogs(windows);
    for (const log of logs) {
      const old = before.find(({ seconds }) => seconds === log.seconds);
      if (old !== undefined) log.adopt(old);
    }
    entry.logs = logs;
  }
  entry.windows = windows;
};

/** Whether everything of an entry has left every window. */
const isOver = ({ windows, at }: Entry, now: number): boolean => {
  for (const { seconds } of windows) if (at + seconds * 1000 > now) return false;
  return true;
};

/** How much of its tightest window is used, 0 to 1. */
const fillOf = ({ windows, logs, calls }: Entry, now: number): number => {
  let fill = 0;
  for (const log of logs ?? []) {
    log.expire(now);
    fill = Math.max(fill, log.used / log.limit);
  }
  if (logs === undefined) for (const { limit } of windows) fill = Math.max(fill, calls / limit);
  return fill;
};

/**
 * Milliseconds since now, which never go back: a step back of the machine's clock counts as standing
 * still. Small whole numbers, so that an entry holds them without a box.
 */
const createSteadyTime = (clock: Clock): (() => number) => {
  let last = clock.now();
  let offset = -last;
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
      if (next !== undefined && isOver(next[1], now)) entries.delete(next[0]);
    }
  };

  /** Throws out what matters least: an attacker cannot push out a count that is nearly full. */
  const evict = (now: number): void => {
    let emptiest: string | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (let step = 0; step < EVICTION_SAMPLE; step += 1) {
      const next = nextEntry();
      if (next === undefined) break;
      const [key, entry] = next;
      const weight = isOver(entry, now) ? 0 : fillOf(entry, now);
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

/** Decides by the logs, and counts what is allowed. */
const decideByLogs = (
  entry: Entry,
  logs: readonly WindowLog[],
  now: number,
  cost: number,
): Decision => {
  const [only] = logs;
  if (logs.length === 1 && only !== undefined) {
    only.expire(now);
    const wait = only.waitFor(cost, now);
    if (wait === 0) {
      only.add(now, cost);
      entry.at = now;
    }
    return decisionOfOne(only, now, wait === 0 ? -1 : 0, wait);
  }
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
    for (const log of logs) log.add(now, cost);
    entry.at = now;
  }
  return decisionOf(logs, now, refusedBy, longest);
};

/** The first calls of a key, all at one instant, or undefined where that needs logs. */
const decideFirst = (entry: Entry, now: number, cost: number): Decision | undefined => {
  const { windows } = entry;
  if (entry.calls > 0 && entry.at !== now && !isOver(entry, now)) return undefined;
  const calls = (entry.at === now ? entry.calls : 0) + cost;
  for (const { limit } of windows) if (calls > limit) return undefined;
  entry.calls = calls;
  entry.at = now;
  return freshDecision(windows, calls);
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

  const addEntry = (key: string, windows: readonly RateWindow[], now: number): Entry => {
    requireWindows(windows);
    const entry: Entry = { windows, logs: undefined, at: now, calls: 0 };
    entries.add(key, entry, now);
    return entry;
  };

  return {
    check: (key, windows, cost = 1) => {
      if (cost !== 1) requireCost(cost, windows);
      const now = steadyNow();
      const entry = entries.find(key) ?? addEntry(key, windows, now);
      if (entry.windows !== windows) changeWindows(entry, windows);
      if (entry.logs !== undefined) return decideByLogs(entry, entry.logs, now, cost);
      return decideFirst(entry, now, cost) ?? decideByLogs(entry, openLogs(entry), now, cost);
    },
    clear: entries.remove,
    stats: entries.stats,
  };
};
