import { type Route, reply, route } from "plinth";
import { EatenBody, HistoryQuery, HistoryReply } from "./schema.ts";
import type { History } from "./service.ts";

const PATH = "/api/v1/history";

/** Where people say what they had, and look it up. */
export const historyRoutes = (history: History): readonly Route[] => [
  route.get(
    PATH,
    {
      access: "user",
      scope: "plans:read",
      dataClass: "personal",
      summary: "Gives what the caller had in the four weeks up to a day, newest first",
      query: HistoryQuery,
      responses: { 200: HistoryReply },
    },
    async ({ principal, query }) => {
      const { meals, earlier } = await history.page(principal.userId, query.until);
      return { meals: [...meals], earlier };
    },
  ),
  route.put(
    PATH,
    {
      access: "user",
      scope: "plans:write",
      dataClass: "personal",
      summary: "Says that the caller had a meal on a day, or takes that back; may be sent again",
      idempotent: true,
      body: EatenBody,
      responses: { 204: null },
      errors: ["NOT_FOUND"],
      audit: "history.told",
    },
    async ({ principal, body, signal }) => {
      await history.tell(principal.userId, body, signal);
      return reply(204);
    },
  ),
];
