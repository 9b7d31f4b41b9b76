import { type Route, reply, route } from "plinth";
import { PlanParams } from "../schema.ts";
import { NewShare, OpenBody, ShareBody, SharedPlan, ShareList } from "./schema.ts";
import type { Sharing } from "./service.ts";

const SHARES = "/api/v1/plans/:id/shares";

/** The routes of links under which others see a plan. */
export const sharingRoutes = (sharing: Sharing): readonly Route[] => [
  route.post(
    SHARES,
    {
      access: "user",
      scope: "plans:write",
      summary: "Makes a link under which others see a plan; its token is told this once",
      limit: "60/hour",
      params: PlanParams,
      body: ShareBody,
      responses: { 201: NewShare },
      errors: ["NOT_FOUND", "SHARE_LIMIT_REACHED"],
      audit: "plan.shared",
    },
    async ({ principal, params, body }) =>
      reply(201, await sharing.share(principal.userId, params.id, body)),
  ),
  route.get(
    SHARES,
    {
      access: "user",
      scope: "plans:read",
      summary: "Lists the links of a plan, newest first, and how often each was opened",
      params: PlanParams,
      responses: { 200: ShareList },
      errors: ["NOT_FOUND"],
    },
    async ({ principal, params }) => ({
      shares: [...(await sharing.shares(principal.userId, params.id))],
    }),
  ),
  route.delete(
    "/api/v1/plan-shares/:id",
    {
      access: "user",
      scope: "plans:write",
      summary: "Takes a link back: it opens no more at once",
      params: PlanParams,
      responses: { 204: null },
      errors: ["NOT_FOUND"],
      audit: "plan.unshared",
    },
    async ({ principal, params }) => {
      await sharing.unshare(principal.userId, params.id);
      return reply(204);
    },
  ),
  route.post(
    "/api/v1/shared-plans",
    {
      access: { public: true, because: "a link is for people without an account" },
      summary: "Opens a link: gives the meals and the shopping list, and counts it as seen",
      limit: { rule: "30/minute, 300/hour", by: "address" },
      body: OpenBody,
      responses: { 200: SharedPlan },
      errors: ["NOT_FOUND", "SHARE_PASSWORD"],
    },
    async ({ body }) => reply(200, await sharing.open(body)),
  ),
];
