import type { LimiterStats } from "../contract.ts";
import type { Entries } from "./entries.ts";
import type { Plan } from "./plans.ts";

/** Entries looked at for each new key: more than one, so that sweeping outruns arriving. */
const SWEEP_STEP = 2;
/** Entries among which the emptiest is evicted when there is no room. */
const EVICTION_SAMPLE = 8;

/** The keys, bounded without a timer: every new key pays for looking at a few old ones. */
export const createKeys = (entries: Entries, maxKeys: number) => {
  const handles = new Map<string, number>();
  let cursor = handles.entries();
  let evicted = 0;

  const nextKey = (): [string, number] | undefined => {
    let step = cursor.next();
    if (step.done === true) {
      cursor = handles.entries();
      step = cursor.next();
    }
    return step.done === true ? undefined : step.value;
  };

  const remove = (key: string): void => {
    const handle = handles.get(key);
    if (handle === undefined) return;
    handles.delete(key);
    entries.release(handle);
  };

  const sweep = (now: number): void => {
    for (let step = 0; step < SWEEP_STEP; step += 1) {
      const next = nextKey();
      if (next !== undefined && entries.fillOf(next[1], now) === 0) remove(next[0]);
    }
  };

  /** Throws out what matters least: an attacker cannot push out a count that is nearly full. */
  const evict = (now: number): void => {
    let emptiest: string | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (let step = 0; step < EVICTION_SAMPLE; step += 1) {
      const next = nextKey();
      if (next === undefined) break;
      const weight = entries.fillOf(next[1], now);
      if (weight < least) {
        emptiest = next[0];
        least = weight;
      }
    }
    if (emptiest === undefined) return;
    remove(emptiest);
    if (least > 0) evicted += 1;
  };

  return {
    handles,
    add: (key: string, plan: Plan, now: number): number => {
      sweep(now);
      if (handles.size >= maxKeys) evict(now);
      const handle = entries.create(plan);
      handles.set(key, handle);
      return handle;
    },
    remove,
    stats: (): LimiterStats => ({ keys: handles.size, evicted }),
  };
};
