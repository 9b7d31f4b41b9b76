import type { ApiClient } from "../../client/index.ts";

/** One cache, as the process knows it that answered; counted since that started. */
export interface CacheUse {
  readonly name: string;
  readonly hits: number;
  /** Hits of another node's work, in Redis. */
  readonly sharedHits: number;
  readonly misses: number;
  /** 0 to 1; null before the first read. */
  readonly hitRate: number | null;
  readonly isLow: boolean;
  readonly stale: number;
  readonly computed: number;
  readonly failed: number;
  /** Milliseconds on average; null before the first. */
  readonly computeMs: number | null;
  readonly evicted: number;
  readonly expired: number;
  readonly entries: number;
  readonly bytes: number;
  readonly maxBytes: number;
}

/** The answer of GET /api/v1/admin/caches. */
export interface CacheList {
  readonly caches: readonly CacheUse[];
  readonly bytes: number;
  readonly maxBytes: number;
}

const ROOT = "/api/v1/admin/caches";

/** Names the calls about caches. */
export const createCachesApi = (client: ApiClient) => ({
  list: (signal?: AbortSignal): Promise<CacheList> => client.get(ROOT, signal),
  /** Drops everything that a cache holds, on all nodes. */
  drop: (name: string) => client.post<undefined>(`${ROOT}/${encodeURIComponent(name)}/drop`),
});
