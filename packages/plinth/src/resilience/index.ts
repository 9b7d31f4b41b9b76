export { type Call, type CallOptions, createCall, type InnerCall } from "./call.ts";
export {
  type Capability,
  type CapabilityState,
  createDegradation,
  type Degradation,
  type DegradationMode,
} from "./degradation.ts";
export {
  createDependencies,
  type Dependencies,
  type Dependency,
  type DependencyDeclaration,
  type DependencyListener,
  type DependencyState,
} from "./dependencies.ts";
export { isOwnRefusal, resilienceErrors } from "./errors.ts";
export {
  type Breaker,
  type BreakerOptions,
  type BreakerState,
  type BreakerStatus,
  createBreaker,
} from "./policies/breaker.ts";
export type { OpensAfter } from "./policies/breaker-judge.ts";
export { type Bulkhead, type BulkheadOptions, createBulkhead } from "./policies/bulkhead.ts";
export { type Fallback, type FallbackOptions, withFallback } from "./policies/fallback.ts";
export { createHedge, type HedgeOptions } from "./policies/hedge.ts";
export { combine, type Policy, type Work } from "./policies/policy.ts";
export { createRetry, pauseBefore, type RetryOptions } from "./policies/retry.ts";
export { createTimeLimit, type TimeLimitOptions } from "./policies/time-limit.ts";
export { createTimerQueue } from "./policies/timer-queue.ts";
