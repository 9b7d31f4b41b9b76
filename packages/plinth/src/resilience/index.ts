export {
  type Breaker,
  type BreakerOptions,
  type BreakerState,
  type BreakerStatus,
  createBreaker,
} from "./breaker.ts";
export type { OpensAfter } from "./breaker-judge.ts";
export { type Bulkhead, type BulkheadOptions, createBulkhead } from "./bulkhead.ts";
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
export { type Fallback, type FallbackOptions, withFallback } from "./fallback.ts";
export { createHedge, type HedgeOptions } from "./hedge.ts";
export { combine, type Policy, type Work } from "./policy.ts";
export { createRetry, pauseBefore, type RetryOptions } from "./retry.ts";
export { createTimeLimit, type TimeLimitOptions } from "./time-limit.ts";
export { createTimerQueue } from "./timer-queue.ts";
