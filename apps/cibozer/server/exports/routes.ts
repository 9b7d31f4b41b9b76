import { type Route, reply, route, Type } from "plinth";
import { requireOwnEyes } from "../plans/index.ts";
import type { ReaderOf } from "../reader.ts";
import {
  FeedBody,
  FeedList,
  FeedParams,
  MailQuery,
  MailReply,
  NewFeed,
  PdfBytes,
  PdfQuery,
  PlanParams,
  TokenParams,
} from "./schema.ts";
import type { Exporting } from "./service.ts";

/** Plans on paper and in the mail. */
const planRoutes = (exporting: Exporting, readerOf: ReaderOf): readonly Route[] => [
  route.get(
    "/api/v1/plans/:id/pdf",
    {
      access: "user",
      scope: "plans:read",
      summary: "Gives a plan as a PDF: a page for each day, and the shopping list",
      limit: { rule: "20/minute, 200/hour", by: "user", name: "drawing" },
      params: PlanParams,
      query: PdfQuery,
      produces: "text",
      responses: { 200: PdfBytes },
      errors: ["NOT_FOUND", "SERVICE_UNAVAILABLE", "CONSENT_REQUIRED"],
      // It computes a second; where the machine is busy, or others are drawn first, it may wait a while.
      timeout: "70s",
      audit: "plan.exported",
    },
    async (request) => {
      const { principal, params, query, signal } = request;
      const { lang, ...wish } = query;
      requireOwnEyes(principal.method, wish);
      const t = await readerOf(principal.userId, request, lang);
      const reader = { t, wish, signal };
      const { bytes, name } = await exporting.pdf(principal.userId, params.id, reader);
      const disposition = `attachment; filename="${name}"`;
      return reply(200, bytes, [
        "Content-Type",
        "application/pdf",
        "Content-Disposition",
        disposition,
      ]);
    },
  ),
  route.post(
    "/api/v1/plans/:id/mail",
    {
      access: "user",
      scope: "plans:write",
      summary: "Mails a plan and its shopping list to the caller's own address",
      limit: { rule: "10/hour", by: "user" },
      params: PlanParams,
      query: MailQuery,
      responses: { 202: MailReply },
      errors: ["NOT_FOUND", "ADDRESS_UNCONFIRMED", "CONSENT_REQUIRED"],
      audit: "plan.mailed",
    },
    async (request) => {
      const { principal, params, query: wish, signal } = request;
      requireOwnEyes(principal.method, wish);
      const t = await readerOf(principal.userId, request);
      const to = await exporting.mail(principal.userId, params.id, { t, wish, signal });
      return reply(202, { to });
    },
  ),
];

/** Plans on paper, in the mail and in calendars. */
export const exportRoutes = (exporting: Exporting, readerOf: ReaderOf): readonly Route[] => [
  ...planRoutes(exporting, readerOf),
  route.post(
    "/api/v1/calendar-feeds",
    {
      access: "user",
      scope: "plans:write",
      summary: "Makes a secret address that calendars subscribe to; its token is told this once",
      limit: "60/hour",
      body: FeedBody,
      responses: { 201: NewFeed },
      errors: ["NOT_FOUND", "FEED_LIMIT_REACHED"],
      audit: "calendar.subscribed",
      example: {},
    },
    async ({ principal, body }) => reply(201, await exporting.subscribe(principal.userId, body)),
  ),
  route.get(
    "/api/v1/calendar-feeds",
    {
      access: "user",
      scope: "plans:read",
      summary: "Lists the caller's calendar addresses, newest first, and when each was read last",
      responses: { 200: FeedList },
    },
    async ({ principal }) => ({ feeds: [...(await exporting.feeds(principal.userId))] }),
  ),
  route.delete(
    "/api/v1/calendar-feeds/:id",
    {
      access: "user",
      scope: "plans:write",
      summary: "Ends a calendar address: it answers nobody any more at once",
      params: FeedParams,
      responses: { 204: null },
      errors: ["NOT_FOUND"],
      audit: "calendar.ended",
    },
    async ({ principal, params }) => {
      await exporting.unsubscribe(principal.userId, params.id);
      return reply(204);
    },
  ),
  route.get(
    "/api/v1/calendars/:token",
    {
      access: { public: true, because: "calendars sign in nowhere: the secret address opens it" },
      summary: "Gives the calendar of a secret address",
      limit: { rule: "60/minute, 1000/hour", by: "address" },
      params: TokenParams,
      produces: "text",
      cors: false,
      cache: { private: "15m" },
      dataClass: "personal",
      responses: { 200: Type.String({ contentMediaType: "text/calendar" }) },
      errors: ["NOT_FOUND"],
    },
    async ({ params }) =>
      reply(200, await exporting.calendar(params.token), [
        "Content-Type",
        "text/calendar; charset=utf-8",
      ]),
  ),
];
