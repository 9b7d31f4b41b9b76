import type { Config } from "#config";
import { BootError, backgroundTimer, type Events, monotonicClock, type Random } from "#core";
import type { Broadcast } from "#services/broadcast";
import {
  type CacheDeclaration,
  type CacheFigures,
  type CacheLink,
  type CacheManager,
  createCacheManager,
  createHitRateWatch,
  createRedisTier,
  DEFAULT_CACHE_BYTES,
} from "#services/cache";
import type { Redis } from "#store";
import type { Logger, Metrics } from "#telemetry";

/** What the cache of an application is made from. */
export interface PlatformCacheParts {
  readonly config: Pick<Config, "cache">;
  readonly broadcast: Broadcast;
  /** Where namespaces are shared that say so; undefined where there is none. */
  readonly redis: Redis | undefined;
  readonly random: Random;
  readonly metrics: Metrics;
  readonly events: Events;
  readonly log: Logger;
}

/** How often it is looked whether caches answer enough of their reads. */
const WATCH_MS = 60_000;

/** Publishes what each namespace counted, at every scrape: a hit costs no metric (CACHE-06). */
const publishFigures = (manager: CacheManager, metrics: Metrics): (() => void) => {
  const labels = ["cache"];
  type Read = (figures: CacheFigures) => number;
  const gauge = (name: string, help: string, read: Read) => {
    const family = metrics.gauge({ name, help, labels });
    return (figures: CacheFigures) => family.child({ cache: figures.name }).set(read(figures));
  };
  const counter = (name: string, help: string, read: Read) => {
    const family = metrics.counter({ name, help, labels });
    return (figures: CacheFigures) => family.child({ cache: figures.name }).mirror(read(figures));
  };
  const all = [
    counter("cache_hits_total", "Reads that found something", ({ hits }) => hits),
    counter("cache_shared_hits_total", "Reads that Redis answered", (f) => f.sharedHits),
    counter("cache_misses_total", "Reads that found nothing here", (f) => f.misses),
    counter("cache_stale_served_total", "Old values served while new were made", (f) => f.stale),
    counter("cache_evicted_total", "Entries that had to make room", (f) => f.evicted),
    counter("cache_expired_total", "Entries whose time was over", (f) => f.expired),
    counter("cache_computed_total", "Values that were computed", (f) => f.computed),
    counter("cache_failed_total", "Computations that failed", ({ failed }) => failed),
    counter("cache_compute_seconds_total", "Time spent computing", (f) => f.computeMs / 1_000),
    gauge("cache_entries", "Entries in the memory of this process", ({ entries }) => entries),
    gauge("cache_bytes", "Estimated size in the memory of this process", ({ bytes }) => bytes),
  ];
  return metrics.onCollect(() => {
    for (const figures of manager.figures()) for (const publish of all) publish(figures);
  });
};

/** Tells of caches that answer too few reads, once each time (CACHE-06). */
const watchHitRates = (
  manager: CacheManager,
  { events, log }: Pick<PlatformCacheParts, "events" | "log">,
): (() => void) => {
  const look = createHitRateWatch();
  let cancel = (): void => undefined;
  const watch = (): void => {
    for (const { isLow, ...change } of look(manager.figures())) {
      events.emit("cache", { name: isLow ? "cache.low" : "cache.recovered", ...change });
      if (isLow) log.warn("a cache answers too few of its reads", change);
      else log.info("a cache answers enough of its reads again", change);
    }
    cancel = backgroundTimer(WATCH_MS, watch);
  };
  cancel = backgroundTimer(WATCH_MS, watch);
  return () => cancel();
};

/** Refuses what would not fit: memory that is promised twice is missing when it is needed. */
const createBudget = (total: number) => {
  let declared = 0;
  return ({ name, maxBytes = DEFAULT_CACHE_BYTES }: CacheDeclaration): void => {
    declared += maxBytes;
    if (declared <= total) return;
    throw new BootError([
      `the cache "${name}" brings what is declared to ${declared} bytes, and CACHE_MEMORY_BYTES is ${total}`,
    ]);
  };
};

const linkOf = (redis: Redis): CacheLink => ({
  isUp: () => redis.state().isUp,
  onUp: (listener) =>
    redis.onChange(({ isUp }) => {
      if (isUp) listener();
    }),
});

/**
 * Builds the cache of an application: shared by Redis where there is one, with its figures in
 * /metrics. `declare` throws a {@link BootError} where the namespaces together want more memory than
 * CACHE_MEMORY_BYTES.
 */
export const createPlatformCache = (parts: PlatformCacheParts): CacheManager => {
  const { config, broadcast, redis, random, metrics, log } = parts;
  const manager = createCacheManager({
    clock: monotonicClock,
    startTimer: backgroundTimer,
    broadcast,
    ...(redis === undefined
      ? {}
      : {
          sharedTier: (name, leaseMs) => createRedisTier({ redis, random, name, leaseMs }),
          link: linkOf(redis),
        }),
    onFault: (cache, error) => log.warn("a cache goes on without", { cache, error }),
  });
  const take = createBudget(config.cache.memoryBytes);
  const stops = [publishFigures(manager, metrics), watchHitRates(manager, parts)];
  return {
    ...manager,
    declare: (declaration) => {
      take(declaration);
      return manager.declare(declaration);
    },
    declarePersonal: (declaration) => {
      take(declaration);
      return manager.declarePersonal(declaration);
    },
    close: () => {
      for (const stop of stops) stop();
      manager.close();
    },
  };
};

/** Fills the caches that declare how; a slow one is left to go on by itself. */
export const warmUp = async (
  { cache, log }: { readonly cache: CacheManager; readonly log: Pick<Logger, "warn"> },
  limitMs: number,
): Promise<void> => {
  const late = Promise.withResolvers<"late">();
  const cancel = backgroundTimer(limitMs, () => late.resolve("late"));
  const outcome = await Promise.race([cache.warmUp(), late.promise]);
  cancel();
  if (outcome === "late") log.warn("caches are still being warmed up", { limitMs });
};
