import type { Clock } from "#core";
import {
  type Decision,
  type LimiterStats,
  type RateLimiter,
  type RateWindow,
  requireCost,
} from "./contract.ts";
import { offsetOf, pageIndexOf } from "./counts/blocks.ts";
import { createDecider } from "./counts/decide.ts";
import { createEntries } from "./counts/entries.ts";
import { createKeys } from "./counts/keys.ts";

const DEFAULT_MAX_KEYS = 50_000;
/** After so many milliseconds time begins anew, so that instants stay small whole numbers: 12 days. */
const ERA_MS = 2 ** 30;
const EMPTY = new Int32Array(0);

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

/**
 * Milliseconds since now or since the last era, which never go back: a step back of the machine's
 * clock counts as standing still. `beginEra` hears how much is taken off.
 */
const createSteadyTime = (
  clock: Clock,
  beginEra: (milliseconds: number) => void,
): (() => number) => {
  let last = clock.now();
  let offset = -last;
  let steady = 0;
  return () => {
    const now = clock.now();
    // Of the calls within one millisecond all but the first stop here.
    if (now === last) return steady;
    if (now < last) offset += last - now;
    last = now;
    if (now + offset >= ERA_MS) {
      const shift = Math.floor((now + offset) / ERA_MS) * ERA_MS;
      offset -= shift;
      beginEra(shift);
    }
    steady = now + offset;
    return steady;
  };
};

/**
 * Builds a limiter that keeps its counts in this process.
 * @example
 * const limiter = createRateLimiter({ clock: systemClock });
 * limiter.check("signin|address|192.0.2.1", [{ limit: 5, seconds: 60 }]).allowed;
 */
export const createRateLimiter = (options: RateLimiterOptions): MemoryRateLimiter => {
  const entries = createEntries();
  const { plans, pages } = entries;
  const planList = plans.list;
  const keys = createKeys(entries, options.maxKeys ?? DEFAULT_MAX_KEYS);
  const { handles } = keys;
  const { decide, decidePlainly } = createDecider(entries, handles);
  const steadyNow = createSteadyTime(options.clock, (milliseconds) => {
    for (const handle of handles.values()) entries.shift(handle, milliseconds);
  });

  /** The entry of a key by these windows: a new one, or the one it has, changed to them. */
  const findSlowly = (key: string, windows: readonly RateWindow[], now: number): number => {
    const plan = plans.of(windows);
    const handle = handles.get(key);
    if (handle === undefined) return keys.add(key, plan, now);
    if (entries.planOf(handle) === plan) return handle;
    const changed = entries.replan(handle, plan);
    handles.set(key, changed);
    return changed;
  };

  return {
    check: (key, windows, cost = 1) => {
      if (cost !== 1) requireCost(cost, windows);
      const now = steadyNow();
      const known = handles.get(key);
      if (known !== undefined) {
        const page = pages[pageIndexOf(known)] ?? EMPTY;
        const begin = offsetOf(known);
        const plan = planList[page[begin] ?? -1];
        if (plan?.seen === windows) {
          const quick = cost === 1 ? decidePlainly(page, begin, plan, now) : undefined;
          return quick ?? decide(key, known, plan, now, cost);
        }
      }
      const handle = findSlowly(key, windows, now);
      const plan = entries.planOf(handle);
      const page = entries.pageOf(handle);
      const quick = cost === 1 ? decidePlainly(page, offsetOf(handle), plan, now) : undefined;
      return quick ?? decide(key, handle, plan, now, cost);
    },
    clear: keys.remove,
    stats: keys.stats,
  };
};
