import { type Route, route } from "#http";
import { ReadinessReply } from "./schema.ts";
import type { Readiness } from "./service.ts";

/** Where administrators read how ready the deployment is. */
export const readinessRoutes = (service: Readiness): readonly Route[] => [
  route.get(
    "/api/v1/admin/readiness",
    {
      access: { permission: "readiness:read" },
      summary: "Shows the readiness report that was signed and published for this deployment",
      limit: "60/minute",
      responses: { 200: ReadinessReply },
      dataClass: "internal",
      timeout: "5s",
    },
    () => service.view(),
  ),
];
