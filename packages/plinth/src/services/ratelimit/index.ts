export { type LimiterCase, type LimiterHarness, limiterConformance } from "./conformance.ts";
export type {
  Decision,
  LimitCheck,
  LimiterStats,
  RateLimiter,
  RateWindow,
  RouteRateLimiter,
  SharedRateLimiter,
  StoreDownMode,
  WindowState,
} from "./contract.ts";
export { createLeasedRateLimiter, type LeasedRateLimiterOptions } from "./leases.ts";
export {
  createRateLimiter,
  type MemoryRateLimiter,
  type RateLimiterOptions,
} from "./memory.ts";
export { createRedisRateLimiter, type RedisRateLimiterOptions } from "./redis.ts";
export { createRouteLimiter, type RouteLimiterOptions } from "./route-limiter.ts";
