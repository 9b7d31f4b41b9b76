import type { Config } from "#config";
import type { Clock, Events, IdGenerator, Random } from "#core";
import type { Keyring } from "#crypto";
import { type Broadcast, createLocalBroadcast, createRedisBroadcast } from "#services/broadcast";
import {
  createLeasedRateLimiter,
  createRateLimiter,
  createRedisRateLimiter,
  createRouteLimiter,
  type RateLimiter,
  type RouteRateLimiter,
  type StoreDownMode,
} from "#services/ratelimit";
import { openRedis, type Redis, type RedisFigures, type RedisState } from "#store";
import type { Logger, Metrics } from "#telemetry";

/** What nodes share beside the database; without REDIS_URL each is alone with its own. */
export interface SharedServices {
  readonly redis: Redis | undefined;
  readonly broadcast: Broadcast;
  readonly close: () => Promise<void>;
}

/** What the shared services are opened with. */
export interface SharedParts {
  readonly config: Pick<Config, "redis">;
  /** Whether another release serves over the same Redis. */
  readonly isRehearsal: boolean;
  readonly keyring: Keyring;
  readonly random: Random;
  readonly newId: IdGenerator;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly events: Events;
}

/** One line, one event and one number for each change; nothing for what stays as it is. */
const announceState = (redis: Redis, { log, metrics, events }: SharedParts): void => {
  const up = metrics
    .gauge({ name: "redis_up", help: "1 while Redis answers, 0 while limits are degraded" })
    .child();
  const tell = (state: RedisState): void => {
    up.set(state.isUp ? 1 : 0);
    if (state.isUp) {
      log.info("Redis answers again; limits are shared");
      events.emit("security", { name: "limits.restored", severity: "info" });
      return;
    }
    const { reason } = state;
    log.warn("Redis is out of reach; limits follow onStoreDown of each route", { reason });
    events.emit("security", { name: "limits.degraded", severity: "alert", data: { reason } });
  };
  const state = redis.state();
  if (state.isUp) up.set(1);
  else tell(state);
  redis.onChange(tell);
};

/** Publishes the figures that were read last; whoever asks for /metrics reads them first (OBS-03). */
const withFigures = (redis: Redis, metrics: Metrics): Redis => {
  const scope = "shared" as const;
  const gauge = (name: string, help: string) => metrics.gauge({ name, help, scope }).child();
  const counter = (name: string, help: string) => metrics.counter({ name, help, scope }).child();
  const memory = gauge("redis_used_memory_bytes", "Memory in use, as Redis reports it.");
  const clients = gauge("redis_connected_clients", "Clients connected to Redis.");
  const hits = counter("redis_keyspace_hits_total", "Keys found since the start of Redis.");
  const misses = counter("redis_keyspace_misses_total", "Keys not found since its start.");
  const evicted = counter("redis_evicted_keys_total", "Keys thrown out for want of memory.");
  const commands = counter("redis_commands_total", "Commands that Redis carried out.");
  const show = (figures: RedisFigures): void => {
    memory.set(figures.usedMemoryBytes);
    clients.set(figures.connectedClients);
    hits.mirror(figures.keyspaceHits);
    misses.mirror(figures.keyspaceMisses);
    evicted.mirror(figures.evictedKeys);
    commands.mirror(figures.commandsProcessed);
  };
  return {
    ...redis,
    figures: async () => {
      const figures = await redis.figures();
      show(figures);
      return figures;
    },
  };
};

/**
 * Channels of Redis know no database number: the secret keeps two applications apart. Limits, kept
 * answers and hints of a rehearsal are its own, and gone when their time is over.
 */
const namespaceOf = ({ keyring, isRehearsal, newId }: SharedParts): string => {
  const own = `plinth:${keyring.hmac("redis", "namespace").slice(0, 12)}`;
  return isRehearsal ? `${own}:rehearsal:${newId()}` : own;
};

/**
 * Opens what REDIS_URL names. Starts also where Redis is down: it holds only what may be lost.
 * @throws {BootError} when the URL is none or the server refuses it.
 */
export const openSharedServices = async (parts: SharedParts): Promise<SharedServices> => {
  const { url, poolTimeoutSeconds } = parts.config.redis;
  if (url === undefined) {
    const broadcast = createLocalBroadcast();
    return { redis: undefined, broadcast, close: async () => broadcast.close() };
  }
  const log = parts.log.child("redis");
  const opened = await openRedis({
    url,
    namespace: namespaceOf(parts),
    poolTimeoutMs: poolTimeoutSeconds * 1_000,
    random: parts.random,
    onFault: (error) => log.debug("fault of the connection", { error }),
  });
  const redis = withFigures(opened, parts.metrics);
  announceState(redis, { ...parts, log });
  const broadcast = createRedisBroadcast({
    redis,
    newId: parts.newId,
    onFault: (error) => log.debug("a hint was lost", { error }),
  });
  return {
    redis,
    broadcast,
    close: async () => {
      broadcast.close();
      await redis.close();
    },
  };
};

/** The limiter of routes: shared where Redis is configured, else this process's own (RL-10, RL-11). */
export const createLimiter = (parts: {
  readonly redis: Redis | undefined;
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly config: { readonly limits: Pick<Config["limits"], "nodes"> };
}): RateLimiter | RouteRateLimiter => {
  const { redis, clock, metrics, config } = parts;
  const local = createRateLimiter({ clock });
  if (redis === undefined) return local;
  const fallbacks = metrics.counter({
    name: "rate_limit_fallbacks_total",
    help: "Decisions made while Redis was out of reach, by the route's onStoreDown",
    labels: ["mode"],
  });
  const counts: Readonly<Record<StoreDownMode, { readonly inc: () => void }>> = {
    local: fallbacks.child({ mode: "local" }),
    deny: fallbacks.child({ mode: "deny" }),
    allow: fallbacks.child({ mode: "allow" }),
  };
  return createRouteLimiter({
    // Exact but for rules that name a lease (decision 29).
    shared: createLeasedRateLimiter({ shared: createRedisRateLimiter({ redis }), clock }),
    local,
    isUp: () => redis.state().isUp,
    nodes: config.limits.nodes,
    onFallback: (mode) => counts[mode].inc(),
  });
};
