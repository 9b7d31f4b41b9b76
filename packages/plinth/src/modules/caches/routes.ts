import { type Route, route } from "#http";
import { CacheParams, CachesReply } from "./schema.ts";
import type { CacheControl } from "./service.ts";

/** What administrators see and do of caches (CACHE-06). */
export const cacheRoutes = (caches: CacheControl): readonly Route[] => [
  route.get(
    "/api/v1/admin/caches",
    {
      access: { permission: "caches:read" },
      summary: "Tells what each cache answered and holds, in the process that answers",
      responses: { 200: CachesReply },
      // An administrator's page looks every few seconds.
      limit: "120/minute",
      dataClass: "internal",
      timeout: "5s",
    },
    () => caches.view(),
  ),
  route.post(
    "/api/v1/admin/caches/:name/drop",
    {
      access: { permission: "caches:write" },
      assurance: { freshWithin: "30m" },
      summary: "Drops everything that a cache holds, on all nodes; it fills again by itself",
      params: CacheParams,
      responses: { 204: null },
      limit: "60/minute",
      audit: "cache.dropped",
      errors: ["NOT_FOUND"],
      dataClass: "internal",
    },
    async ({ principal, requestId, clientAddress, params }) => {
      await caches.drop({ userId: principal.userId, requestId, clientAddress }, params.name);
      return undefined;
    },
  ),
];
