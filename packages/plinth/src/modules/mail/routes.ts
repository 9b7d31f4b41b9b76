import { type Route, route, TABLE_FILE, tableFile } from "#http";
import {
  BouncesBody,
  BouncesReply,
  FindBody,
  FindReply,
  ListQuery,
  ListReply,
  SummaryReply,
  SuppressionParams,
} from "./schema.ts";
import type { MailControl } from "./service.ts";

const ROOT = "/api/v1/admin/mail";
const READ = {
  access: { permission: "mail:read" },
  // An administrator's page looks every few seconds.
  limit: "120/minute",
  dataClass: "internal",
} as const;

/** What administrators see and do of mail. */
const administratorRoutes = (control: MailControl): readonly Route[] => [
  route.get(
    `${ROOT}/summary`,
    {
      ...READ,
      summary: "Counts mails that wait, were sent, failed or were left out, by kind",
      responses: { 200: SummaryReply },
    },
    () => control.summary(),
  ),
  route.get(
    `${ROOT}/suppressions`,
    {
      ...READ,
      summary:
        "Lists why addresses get no mail, newest first; the addresses themselves are not kept",
      query: ListQuery,
      responses: { 200: ListReply },
    },
    ({ query }) => control.suppressions(query.before),
  ),
  route.get(
    `${ROOT}/suppressions/export`,
    {
      ...READ,
      ...TABLE_FILE,
      summary: "Why addresses get no mail, all as a file: RFC 4180, at most 100,000",
      audit: "mail.suppressions-exported",
    },
    () =>
      tableFile({
        name: "mail-suppressions",
        head: ["id", "domain", "reason", "detail", "since"],
        cells: (one) => [one.id, one.domain, one.reason, one.detail ?? "", one.at],
        read: async (from?: string) => {
          const { suppressions, next } = await control.suppressions(from);
          return { rows: suppressions, next };
        },
      }),
  ),
  route.post(
    `${ROOT}/suppressions/find`,
    {
      ...READ,
      summary: "Tells whether an address gets no mail, and why",
      dataClass: "personal",
      body: FindBody,
      responses: { 200: FindReply },
      audit: "mail.suppression-looked-up",
      example: { address: "person@example.org" },
    },
    ({ body }) => control.find(body.address),
  ),
  route.delete(
    `${ROOT}/suppressions/:id`,
    {
      access: { permission: "mail:write" },
      assurance: { freshWithin: "30m" },
      summary: "Lets an address have mail again",
      limit: "60/minute",
      dataClass: "internal",
      params: SuppressionParams,
      responses: { 204: null },
      errors: ["NOT_FOUND"],
      audit: "mail.suppression-lifted",
    },
    async ({ params }) => {
      await control.lift(params.id);
      return undefined;
    },
  ),
];

/** Mail in the sight and the hands of administrators, and where bounces come back to. */
export const mailRoutes = (control: MailControl): readonly Route[] => [
  ...administratorRoutes(control),
  route.post(
    "/api/v1/mail/bounces",
    {
      access: { public: true, because: "a mail service reports; its signature is the credential" },
      summary: "Takes bounces and complaints, signed with MAIL_BOUNCE_SECRET in Mail-Signature",
      limit: { rule: "300/minute", by: "address" },
      body: BouncesBody,
      bodyLimit: "128kb",
      inspect: {
        off: "bounces quote what mail servers say; it is kept shortened, without addresses",
      },
      csrf: { exempt: "mail services send no cookies; the signature is what counts" },
      cors: false,
      responses: { 200: BouncesReply },
      errors: ["BOUNCE_REFUSED"],
      audit: "mail.bounces-received",
      dataClass: "personal",
      timeout: "10s",
      example: {
        events: [{ address: "gone@example.org", type: "bounce", detail: "550 5.1.1 unknown user" }],
      },
    },
    async (request) => {
      control.requireSigned(request.header("mail-signature"), request.rawBody);
      return { suppressed: await control.takeBounces(request.body) };
    },
  ),
];
