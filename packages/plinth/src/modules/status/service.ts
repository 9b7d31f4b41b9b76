import type { Clock } from "#core";
import type { ApplicationView, HealthReport, Platform } from "#modules/contract";
import { redactText } from "#telemetry";
import type { Health, Redis, SystemFigures } from "./schema.ts";
import { createCached, within } from "./system/cached.ts";
import type { SystemLoad } from "./system/system-load.ts";

/** Readings are shared for so long, so that no crowd of callers reaches the database (RL-15). */
const CACHE_MILLISECONDS = 1_000;
const DEFAULT_PROBE_MILLISECONDS = 3_000;

/** What stands for Redis where none is configured (HLT-05). */
const NO_REDIS: Redis = {
  redis_connected: false,
  redis_memory_used: "not configured",
  redis_connected_clients: 0,
};
const LOST_REDIS: Redis = { ...NO_REDIS, redis_memory_used: "unknown" };

/** What the state is read from. */
export interface StatusParts {
  readonly clock: Clock;
  readonly application: Pick<
    ApplicationView,
    "version" | "totals" | "isDraining" | "pendingMigrations" | "moduleHealth"
  >;
  /** Name of the profile, such as "production". */
  readonly environment: string;
  readonly database: Platform["store"]["health"];
  /** Asks the Redis server; left out where none is configured. A rejection means it is down. */
  readonly redis?: () => Promise<Redis>;
  readonly load: SystemLoad;
  readonly isLogging: () => boolean;
  readonly isMonitoring: () => boolean;
  /** Longest wait for one dependency, in milliseconds; default 3,000. */
  readonly probeTimeoutMs?: number;
}

/** How a check of /ready stands; only "failed" makes the application not ready. */
export type CheckState = "ok" | "degraded" | "failed" | "unknown" | "not configured";

/** Whether a request would succeed now, and which required parts say no. */
interface Readiness {
  readonly ready: boolean;
  readonly checks: Readonly<Record<string, CheckState>>;
  readonly failed: readonly string[];
}

/** The state of the application, read when asked and never written down as text. */
export interface Status {
  /** Everything, in the shape of Appendix A. Never rejects. */
  readonly health: () => Promise<Required<Health>>;
  readonly readiness: () => Promise<Readiness>;
  /** Every configured part, as a check finds it. Never rejects. */
  readonly components: () => Promise<readonly ComponentReport[]>;
}

/** How one part was found. */
export interface ComponentReport {
  readonly component: string;
  readonly state: Exclude<CheckState, "not configured">;
  /** At most 200 characters, secrets hidden; empty when there is nothing to say. */
  readonly detail: string;
}

type DatabaseHealth = Awaited<ReturnType<StatusParts["database"]>>;

/** What had to be asked; shared for a second. */
interface Reading {
  readonly database: DatabaseHealth;
  readonly redis: Redis;
  readonly system: SystemFigures;
  /** Undefined when the modules did not answer. */
  readonly modules: Readonly<Record<string, HealthReport>> | undefined;
  /** Undefined when the database could not say. */
  readonly pending: readonly string[] | undefined;
}

const LOST_DATABASE: DatabaseHealth = {
  status: "unhealthy",
  poolStatus: { size: 0, checkedOut: 0, checkedIn: 0, overflow: 0 },
  connectionTest: "failed",
};

const databaseReport = ({ status, poolStatus, connectionTest }: DatabaseHealth) => ({
  status,
  pool_status: {
    size: poolStatus.size,
    checked_in: poolStatus.checkedIn,
    checked_out: poolStatus.checkedOut,
    overflow: poolStatus.overflow,
  },
  connection_test: connectionTest,
});

const stateOf = ({ healthy, required }: HealthReport): CheckState => {
  if (healthy) return "ok";
  return required ? "failed" : "degraded";
};

const migrationState = ({ pending, database }: Reading): CheckState => {
  if (pending !== undefined) return pending.length === 0 ? "ok" : "failed";
  // A database that is down is named by its own check; the schema behind it is not known to be old.
  return database.status === "healthy" ? "failed" : "unknown";
};

/** The checks of both endpoints, so that /health and /ready never contradict each other. */
const checksOf = (reading: Reading, hasRedis: boolean): Record<string, CheckState> => {
  const checks: Record<string, CheckState> = {
    database: reading.database.status === "healthy" ? "ok" : "failed",
    migrations: migrationState(reading),
    redis: "not configured",
  };
  if (hasRedis) checks["redis"] = reading.redis.redis_connected ? "ok" : "degraded";
  if (reading.modules === undefined) checks["modules"] = "failed";
  for (const [name, report] of Object.entries(reading.modules ?? {})) {
    checks[name in checks ? `module ${name}` : name] = stateOf(report);
  }
  return checks;
};

const DETAIL_LENGTH = 200;

/** What there is to say about the parts that are not well, and what modules say of themselves. */
const detailsOf = (reading: Reading): Readonly<Record<string, string>> => {
  const details: Record<string, string> = {
    database: reading.database.status === "healthy" ? "" : "the connection test failed",
    redis: "no answer",
    modules: "the modules did not answer in time",
    migrations:
      reading.pending === undefined
        ? "the database could not say"
        : reading.pending.map((id) => `pending ${id}`).join(", "),
  };
  for (const [name, { detail = {} }] of Object.entries(reading.modules ?? {})) {
    const words = Object.entries(detail).map(([key, value]) => `${key}=${value}`);
    details[name in details ? `module ${name}` : name] = words.join(", ");
  }
  return details;
};

const componentsOf = (reading: Reading, hasRedis: boolean): readonly ComponentReport[] => {
  const details = detailsOf(reading);
  return Object.entries(checksOf(reading, hasRedis)).flatMap(([component, state]) => {
    if (state === "not configured") return [];
    const text = state === "ok" && component === "redis" ? "" : (details[component] ?? "");
    return [{ component, state, detail: redactText(text).slice(0, DETAIL_LENGTH) }];
  });
};

const overall = (checks: Readonly<Record<string, CheckState>>): Health["status"] => {
  const states = Object.values(checks);
  if (states.includes("failed")) return "unhealthy";
  return states.includes("degraded") ? "degraded" : "healthy";
};

/** Builds the state; nothing is asked before somebody wants to know. */
export const createStatus = (parts: StatusParts): Status => {
  const { application, clock } = parts;
  const limit = parts.probeTimeoutMs ?? DEFAULT_PROBE_MILLISECONDS;
  const hasRedis = parts.redis !== undefined;

  const read = createCached(clock, CACHE_MILLISECONDS, async (): Promise<Reading> => {
    const [database, redis, system, modules, pending] = await Promise.all([
      within(limit, parts.database, LOST_DATABASE),
      parts.redis === undefined ? NO_REDIS : within(limit, parts.redis, LOST_REDIS),
      parts.load.read(),
      within(limit, application.moduleHealth, undefined),
      within(limit, application.pendingMigrations, undefined),
    ]);
    return { database, redis, system, modules, pending };
  });

  return {
    health: async () => {
      const reading = await read();
      const { total, averageSeconds, slow } = application.totals();
      return {
        status: overall(checksOf(reading, hasRedis)),
        version: application.version,
        environment: parts.environment,
        timestamp: new Date(clock.now()).toISOString(),
        database: databaseReport(reading.database),
        redis: reading.redis,
        system: reading.system,
        performance: {
          total_requests: total,
          avg_response_time: Math.round(averageSeconds * 1e6) / 1e6,
          slow_requests: slow,
        },
        security: {
          logging_enabled: parts.isLogging(),
          security_monitoring: parts.isMonitoring(),
        },
      };
    },
    readiness: async () => {
      const known = checksOf(await read(), hasRedis);
      // Asked after the wait: draining may have begun in the meantime.
      const draining: CheckState = application.isDraining() ? "failed" : "ok";
      const checks = { ...known, "accepting requests": draining };
      const failed = Object.keys(checks).filter(
        (name) => checks[name as keyof typeof checks] === "failed",
      );
      return { ready: failed.length === 0, checks, failed };
    },
    components: async () => componentsOf(await read(), hasRedis),
  };
};
