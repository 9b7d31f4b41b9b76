import { type Route, reply, route } from "plinth";
import {
  EntryReply,
  FeedbackBody,
  FeedbackList,
  FeedbackParams,
  FeedbackQuery,
  FeedbackReceipt,
  StateBody,
} from "./schema.ts";
import type { Feedback } from "./service.ts";

/** Where people say what they think, and where administrators read it (MEAL-13). */
export const feedbackRoutes = (feedback: Feedback): readonly Route[] => [
  route.post(
    "/api/v1/feedback",
    {
      access: "user",
      dataClass: "personal",
      summary: "Takes what the caller thinks of the planner; those who run it read it",
      limit: "6/hour, 20/day",
      idempotent: true,
      body: FeedbackBody,
      responses: { 201: FeedbackReceipt },
      audit: "feedback.sent",
      example: { kind: "idea", text: "Show the cost of a portion.", page: "/plans" },
    },
    async ({ principal, body }) => reply(201, await feedback.send(principal.userId, body)),
  ),
  route.get(
    "/api/v1/admin/feedback",
    {
      access: { permission: "feedback:read" },
      dataClass: "personal",
      summary: "Lists what people said, by state, newest first, 50 at a time",
      query: FeedbackQuery,
      responses: { 200: FeedbackList },
    },
    async ({ query: { state = "new", before } }) => {
      const { entries, next } = await feedback.list(state, before);
      return { entries: [...entries], next };
    },
  ),
  route.patch(
    "/api/v1/admin/feedback/:id",
    {
      access: { permission: "feedback:write" },
      dataClass: "personal",
      summary: "Says where an entry stands: new, seen or done",
      params: FeedbackParams,
      body: StateBody,
      responses: { 200: EntryReply },
      errors: ["NOT_FOUND"],
      audit: "feedback.judged",
      example: { state: "seen" },
    },
    ({ params, body }) => feedback.setState(params.id, body.state),
  ),
];
