import { type Route, route } from "#http";
import { ActivityQuery, ActivityReply } from "./schema.ts";
import type { Activity } from "./service.ts";

/** Where people see what happened to their account. */
export const activityRoutes = (activity: Activity): readonly Route[] => [
  route.get(
    "/api/v1/auth/activity",
    {
      access: "user",
      summary: "Tells what happened to the caller's account lately, newest first, 50 at a time",
      query: ActivityQuery,
      responses: { 200: ActivityReply },
      dataClass: "personal",
    },
    async ({ principal, query }) => {
      const { entries, next } = await activity.page(principal.userId, query.before);
      return { entries: [...entries], next };
    },
  ),
];
