export { type LimiterCase, type LimiterHarness, limiterConformance } from "./conformance.ts";
export type {
  Decision,
  LimiterStats,
  RateLimiter,
  RateWindow,
  WindowState,
} from "./contract.ts";
export {
  createRateLimiter,
  type MemoryRateLimiter,
  type RateLimiterOptions,
} from "./memory.ts";
