import { type Route, route } from "#http";
import { TraceParams, TraceReply, TracesQuery, TracesReply } from "./schema.ts";
import type { TraceViews } from "./service.ts";

const READ = {
  access: { permission: "traces:read" },
  limit: "120/minute",
  dataClass: "internal",
} as const;

/** The traces that the process which answers keeps (OBS-07). */
export const traceRoutes = (views: TraceViews): readonly Route[] => [
  route.get(
    "/api/v1/admin/traces",
    {
      ...READ,
      summary: "Lists the newest traces that the process which answers keeps, newest first",
      query: TracesQuery,
      responses: { 200: TracesReply },
    },
    (request) => views.list(request.query),
  ),
  route.get(
    "/api/v1/admin/traces/:id",
    {
      ...READ,
      summary: "Tells what happened within one trace, in order of time",
      params: TraceParams,
      responses: { 200: TraceReply },
      errors: ["NOT_FOUND"],
    },
    (request) => views.find(request.params.id),
  ),
];
