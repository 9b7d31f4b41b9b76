import { type Events, platformErrors } from "#core";
import { type CacheFigures, type CacheManager, WANTED_HIT_RATE } from "#services/cache";
import type { CachesView, CacheView } from "./schema.ts";

/** Who asks for a change. */
export interface Actor {
  readonly userId: string;
  readonly requestId: string;
  readonly clientAddress: string;
}

/** What administrators see and do of caches. */
export interface CacheControl {
  readonly view: () => CachesView;
  /** Drops everything of a namespace, on all nodes. @throws {AppError} NOT_FOUND */
  readonly drop: (actor: Actor, name: string) => Promise<void>;
}

const round = (number: number, digits: number): number => Number(number.toFixed(digits));

const viewOf = (figures: CacheFigures): CacheView => {
  const { name, hits, sharedHits, misses, stale, computed, failed } = figures;
  const { evicted, expired, entries, bytes, maxBytes } = figures;
  const reads = hits + misses;
  const hitRate = reads === 0 ? null : Math.min(1, (hits + sharedHits) / reads);
  const runs = computed + failed;
  return {
    ...{ name, hits, sharedHits, misses, stale, computed, failed },
    ...{ evicted, expired, entries, bytes, maxBytes },
    hitRate: hitRate === null ? null : round(hitRate, 4),
    isLow: hitRate !== null && hitRate < WANTED_HIT_RATE,
    computeMs: runs === 0 ? null : round(figures.computeMs / runs, 3),
  };
};

/** Builds it. */
export const createCacheControl = (parts: {
  readonly cache: Pick<CacheManager, "figures" | "invalidate">;
  readonly events: Pick<Events, "emit">;
  /** What all namespaces may declare together, in bytes. */
  readonly memoryBytes: number;
}): CacheControl => {
  const { cache, events, memoryBytes } = parts;
  return {
    view: () => {
      const caches = cache
        .figures()
        .map(viewOf)
        .toSorted((a, b) => (a.name < b.name ? -1 : 1));
      const bytes = caches.reduce((sum, one) => sum + one.bytes, 0);
      return { caches, bytes, maxBytes: memoryBytes };
    },
    drop: async ({ userId, requestId, clientAddress }, name) => {
      if (!(await cache.invalidate(name))) throw platformErrors.make.NOT_FOUND();
      const data = { by: userId, cache: name };
      const event = { name: "cache.dropped", severity: "info" } as const;
      events.emit("security", { ...event, requestId, clientAddress, data });
    },
  };
};
