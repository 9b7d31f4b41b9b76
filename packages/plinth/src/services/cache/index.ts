export { type AnswerCaches, type Answers, createAnswerCaches, type KeptAnswer } from "./answers.ts";
export type {
  Cache,
  CacheDeclaration,
  CacheFigures,
  CacheInvalidation,
  CacheManager,
  CacheStrategy,
  CacheView,
  Compute,
  EntryOptions,
  NamedStrategy,
  PersonalCache,
} from "./contract.ts";
export { type CachedOptions, cached } from "./decorator.ts";
export { createHitRateWatch, type HitRateChange, WANTED_HIT_RATE } from "./hit-rate.ts";
export { type CacheLink, type CacheManagerParts, createCacheManager } from "./manager.ts";
export { DEFAULT_CACHE_BYTES } from "./namespace.ts";
export {
  type SharedTierCase,
  type SharedTierHarness,
  sharedTierConformance,
} from "./shared/conformance.ts";
export type { SharedItem, SharedRead, SharedTier } from "./shared/contract.ts";
export { createLocalSharedTier } from "./shared/local-tier.ts";
export { createRedisTier, type RedisTierOptions } from "./shared/redis-tier.ts";
