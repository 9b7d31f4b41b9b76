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
export { type CacheManagerParts, createCacheManager } from "./manager.ts";
export type { SharedItem, SharedRead, SharedTier } from "./shared-tier.ts";
