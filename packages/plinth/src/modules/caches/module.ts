import { defineModule } from "#modules/contract";
import { cacheRoutes } from "./routes.ts";
import { type CacheControl, createCacheControl } from "./service.ts";

/** Caches in the hands of administrators: how they do, and dropping one (CACHE-06). */
export const caches = defineModule({
  name: "caches",
  setup: ({ cache, config, events }): CacheControl =>
    createCacheControl({ cache, events, memoryBytes: config.cache.memoryBytes }),
  routes: (service) => cacheRoutes(service),
});
