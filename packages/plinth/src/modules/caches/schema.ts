import { list, type Static, strictObject, Type } from "#policy";

const Count = Type.Integer({ minimum: 0 });

/** One namespace, as the process knows it that answers. */
export const CacheSchema = strictObject({
  name: Type.String(),
  hits: Count,
  sharedHits: Count,
  misses: Count,
  /** 0 to 1; null where nothing was read yet. */
  hitRate: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()]),
  /** Whether that is less than it should be. */
  isLow: Type.Boolean(),
  stale: Count,
  computed: Count,
  failed: Count,
  /** Milliseconds that one computation took, on average; null before the first. */
  computeMs: Type.Union([Type.Number({ minimum: 0 }), Type.Null()]),
  evicted: Count,
  expired: Count,
  entries: Count,
  bytes: Count,
  maxBytes: Count,
});

/** See {@link CacheSchema}. */
export type CacheView = Static<typeof CacheSchema>;

/** GET /api/v1/admin/caches */
export const CachesReply = strictObject({
  caches: list(CacheSchema),
  bytes: Count,
  /** What all of them may declare together. */
  maxBytes: Count,
});

/** See {@link CachesReply}. */
export type CachesView = Static<typeof CachesReply>;

/** The namespace that a path names. */
export const CacheParams = strictObject({
  name: Type.String({ pattern: "^[a-z][a-z0-9-]{0,39}$", maxLength: 40 }),
});
