import { type Route, route } from "#http";
import type { PanelRepository } from "./repository.ts";
import { PanelsBody } from "./schema.ts";

/** What operators see first: their own charts (OBS-12). */
export const panelRoutes = (panels: PanelRepository): readonly Route[] => [
  route.get(
    "/api/v1/admin/panels",
    {
      access: { permission: "metrics:read" },
      summary: "Lists the charts that the caller has put together",
      limit: "120/minute",
      dataClass: "personal",
      responses: { 200: PanelsBody },
    },
    async ({ principal }) => ({ panels: [...(await panels.of(principal.userId))] }),
  ),
  route.put(
    "/api/v1/admin/panels",
    {
      access: { permission: "metrics:read" },
      summary: "Puts charts in the place of those that the caller had",
      limit: "60/minute",
      dataClass: "personal",
      body: PanelsBody,
      responses: { 204: null },
      audit: "panels.changed",
    },
    async ({ principal, body }) => {
      await panels.save(principal.userId, body.panels);
      return undefined;
    },
  ),
];
