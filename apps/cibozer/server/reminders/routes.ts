import { type Route, route } from "plinth";
import { RemindersBody, RemindersReply } from "./schema.ts";
import type { Reminders } from "./service.ts";

/** Where people say what they want to be reminded of. */
export const reminderRoutes = (reminders: Reminders): readonly Route[] => [
  route.get(
    "/api/v1/reminders",
    {
      access: "user",
      dataClass: "personal",
      summary: "Tells what the caller is reminded of in the browsers where they asked for it",
      responses: { 200: RemindersReply },
    },
    ({ principal }) => reminders.get(principal.userId),
  ),
  route.put(
    "/api/v1/reminders",
    {
      access: "user",
      dataClass: "personal",
      summary: "Says what the caller wants to be reminded of: dinner, and a day for shopping",
      limit: "60/hour",
      body: RemindersBody,
      responses: { 200: RemindersReply },
      audit: "reminders.set",
      example: {
        cook: true,
        shop: { day: 6, time: "09:30" },
        timeZone: "Europe/Berlin",
      },
    },
    ({ principal, body }) => reminders.set(principal.userId, body),
  ),
];
