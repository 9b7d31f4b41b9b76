import { backgroundTimer, monotonicClock } from "#core";
import type { Broadcast } from "#services/broadcast";
import { type CacheFigures, type CacheManager, createCacheManager } from "#services/cache";
import type { Logger, Metrics } from "#telemetry";

/** Publishes what each namespace counted, at every scrape: a hit costs no metric (CACHE-06). */
const publishFigures = (manager: CacheManager, metrics: Metrics): (() => void) => {
  const labels = ["cache"];
  const gauge = (name: string, help: string, read: (figures: CacheFigures) => number) => {
    const family = metrics.gauge({ name, help, labels });
    return (figures: CacheFigures) => family.child({ cache: figures.name }).set(read(figures));
  };
  const all = [
    gauge("cache_hits", "Reads that found something, since the start", ({ hits }) => hits),
    gauge("cache_misses", "Reads that found nothing, since the start", ({ misses }) => misses),
    gauge("cache_stale_served", "Old values served while new ones were made", (f) => f.stale),
    gauge("cache_evicted", "Entries that had to make room, since the start", (f) => f.evicted),
    gauge("cache_expired", "Entries whose time was over, since the start", (f) => f.expired),
    gauge("cache_compute_seconds", "Time spent computing, in sum", (f) => f.computeMs / 1_000),
    gauge("cache_entries", "Entries in the memory of this process", ({ entries }) => entries),
    gauge("cache_bytes", "Estimated size in the memory of this process", ({ bytes }) => bytes),
  ];
  return metrics.onCollect(() => {
    for (const figures of manager.figures()) for (const publish of all) publish(figures);
  });
};

/** Builds the cache of an application, with its figures in /metrics. */
export const createPlatformCache = (parts: {
  readonly broadcast: Broadcast;
  readonly metrics: Metrics;
  readonly log: Logger;
}): CacheManager => {
  const { broadcast, metrics, log } = parts;
  const manager = createCacheManager({
    clock: monotonicClock,
    startTimer: backgroundTimer,
    broadcast,
    onFault: (cache, error) => log.warn("a cache goes on without", { cache, error }),
  });
  const stop = publishFigures(manager, metrics);
  return {
    ...manager,
    close: () => {
      stop();
      manager.close();
    },
  };
};
