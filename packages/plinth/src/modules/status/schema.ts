import { oneOf, type Static, strictObject, Type } from "#policy";

const optional = Type.Optional;
const count = (description: string) => Type.Integer({ minimum: 0, description });
const percent = (description: string) => Type.Number({ minimum: 0, maximum: 100, description });

/** `database` of /health: from a live query (HLT-04). */
const DatabaseReport = strictObject({
  status: oneOf(["healthy", "unhealthy"]),
  pool_status: strictObject({
    size: count("connections that are kept"),
    checked_in: count("connections that wait for work"),
    checked_out: count("connections at work"),
    overflow: count("connections open above size"),
  }),
  connection_test: oneOf(["passed", "failed"]),
});

/** `redis` of /health; without Redis it says false, "not configured", 0 (HLT-05). */
const RedisReport = strictObject({
  redis_connected: Type.Boolean(),
  redis_memory_used: Type.String({
    description: 'memory as Redis reports it, such as "2.5MB"; "not configured", "unknown"',
  }),
  redis_connected_clients: count("clients connected to Redis"),
});

/** `system` of /health: figures of the machine, as the operating system counts them (HLT-06). */
const SystemReport = strictObject({
  cpu_percent: percent("busy share of all cores over the last seconds"),
  memory_percent: percent("share of memory that is not available"),
  disk_percent: Type.Union(
    [percent("used share of the data directory's file system, as df"), Type.Null()],
    {
      description: "null when the data directory cannot be read",
    },
  ),
});

/** `performance` of /health: counted since the start of the process. */
const PerformanceReport = strictObject({
  total_requests: count("requests answered"),
  avg_response_time: Type.Number({ minimum: 0, description: "seconds" }),
  slow_requests: count("requests that took more than a second"),
});

/** `security` of /health: whether the parts that must not be silent are at work. */
const SecurityReport = strictObject({
  logging_enabled: Type.Boolean(),
  security_monitoring: Type.Boolean(),
});

/** The answer of /health. Callers who are neither local nor administrators get the first four. */
export const HealthSchema = strictObject({
  status: oneOf(["healthy", "degraded", "unhealthy"]),
  version: Type.String(),
  environment: Type.String(),
  timestamp: Type.String({ description: "ISO 8601, UTC" }),
  database: optional(DatabaseReport),
  redis: optional(RedisReport),
  system: optional(SystemReport),
  performance: optional(PerformanceReport),
  security: optional(SecurityReport),
});

/** The good answer of /ready; every check says "ok". */
export const ReadySchema = strictObject({
  ready: Type.Boolean(),
  checks: Type.Record(Type.String(), Type.String()),
});

/** See {@link HealthSchema}. */
export type Health = Static<typeof HealthSchema>;
/** See {@link RedisReport}. */
export type Redis = Static<typeof RedisReport>;
/** See {@link SystemReport}. */
export type SystemFigures = Static<typeof SystemReport>;
