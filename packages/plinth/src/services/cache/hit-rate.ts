import type { CacheFigures } from "./contract.ts";

/** What is wanted of every cache that is read at all (CACHE-06), 0 to 1. */
export const WANTED_HIT_RATE = 0.8;
/** Fewer reads between two looks say nothing. */
const LEAST_READS = 100;

/** How a cache did between two looks. */
export interface HitRateChange {
  readonly cache: string;
  readonly isLow: boolean;
  /** 0 to 1. */
  readonly hitRate: number;
  readonly reads: number;
}

interface Seen {
  readonly hits: number;
  readonly reads: number;
  readonly isLow: boolean;
}

/**
 * Builds a look at the figures of all namespaces: it gives those that now answer fewer than 80 % of
 * their reads, or again enough; each once. What is found in the tier of all nodes counts as a hit.
 */
export const createHitRateWatch = (): ((
  figures: readonly CacheFigures[],
) => readonly HitRateChange[]) => {
  const seen = new Map<string, Seen>();
  return (figures) => {
    const changes: HitRateChange[] = [];
    for (const { name, hits, sharedHits, misses } of figures) {
      const before = seen.get(name) ?? { hits: 0, reads: 0, isLow: false };
      const now = { hits: hits + sharedHits, reads: hits + misses };
      const reads = now.reads - before.reads;
      // Few reads add up until they say something.
      if (reads < LEAST_READS) {
        seen.set(name, before);
        continue;
      }
      const hitRate = Math.min(1, (now.hits - before.hits) / reads);
      const isLow = hitRate < WANTED_HIT_RATE;
      seen.set(name, { ...now, isLow });
      if (isLow !== before.isLow) changes.push({ cache: name, isLow, hitRate, reads });
    }
    return changes;
  };
};
