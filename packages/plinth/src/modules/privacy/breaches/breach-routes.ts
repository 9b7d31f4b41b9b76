import { type Route, reply, route } from "#http";
import type { Breaches, BreachView } from "./breaches.ts";
import {
  BreachBody,
  BreachDetailReply,
  BreachesReply,
  BreachParams,
  BreachReply,
  ToldReply,
} from "./schema.ts";

const ROOT = "/api/v1/admin/privacy/breaches";
const READ = { access: { permission: "privacy:read" }, dataClass: "personal" } as const;
const WRITE = {
  access: { permission: "privacy:write" },
  assurance: { freshWithin: "30m" },
  limit: "60/hour",
  dataClass: "personal",
} as const;
const ONE = { params: BreachParams, errors: ["NOT_FOUND"] } as const;

const bodyOf = (view: BreachView) => ({ ...view, tables: [...view.tables] });
const instant = (text: string | undefined) => (text === undefined ? undefined : Date.parse(text));

const stepRoutes = (breaches: Breaches): readonly Route[] => [
  route.post(
    `${ROOT}/:id/tell-authority`,
    {
      ...WRITE,
      ...ONE,
      summary: "Notes that the authority was told, which stops the clock of 72 hours",
      responses: { 200: BreachReply },
      audit: "privacy.breach-authority-told",
    },
    async ({ params }) => bodyOf(await breaches.tellAuthority(params.id)),
  ),
  route.post(
    `${ROOT}/:id/tell-people`,
    {
      ...WRITE,
      ...ONE,
      summary: "Mails the notice to everybody affected who was not told yet",
      responses: { 200: ToldReply },
      timeout: "60s",
      audit: "privacy.breach-people-told",
    },
    async ({ params }) => ({ told: await breaches.tellPeople(params.id) }),
  ),
  route.post(
    `${ROOT}/:id/close`,
    {
      ...WRITE,
      ...ONE,
      summary: "Closes a breach; its record stays",
      responses: { 200: BreachReply },
      audit: "privacy.breach-closed",
    },
    async ({ params }) => bodyOf(await breaches.close(params.id)),
  ),
];

/** Where administrators handle breaches of personal data (PRIV-07). */
export const breachRoutes = (
  breaches: Breaches,
  tables: () => readonly string[],
): readonly Route[] => [
  route.get(
    ROOT,
    {
      ...READ,
      summary: "Lists breaches with their clocks, newest first, and what one can be about",
      limit: "120/minute",
      responses: { 200: BreachesReply },
    },
    async () => ({
      breaches: (await breaches.list()).map(bodyOf),
      tables: [...tables()],
    }),
  ),
  route.post(
    ROOT,
    {
      ...WRITE,
      summary: "Opens a breach: finds who is affected and starts the clock of 72 hours",
      body: BreachBody,
      inspect: { description: "log", title: "log" },
      responses: { 201: BreachReply },
      timeout: "30s",
      audit: "privacy.breach-opened",
    },
    async ({ body, principal }) => {
      const until = instant(body.until);
      const detectedAt = instant(body.detectedAt);
      const view = await breaches.open(
        {
          title: body.title,
          description: body.description,
          tables: body.tables,
          ...(until === undefined ? {} : { until }),
          ...(detectedAt === undefined ? {} : { detectedAt }),
        },
        principal.userId,
      );
      return reply(201, bodyOf(view));
    },
  ),
  route.get(
    `${ROOT}/:id`,
    {
      ...READ,
      ...ONE,
      summary: "Names the affected accounts, the first 500, and the notice that they would get",
      responses: { 200: BreachDetailReply },
      audit: "privacy.breach-people-seen",
    },
    async ({ params }) => ({
      people: [...(await breaches.people(params.id))],
      notice: await breaches.draft(params.id),
    }),
  ),
  ...stepRoutes(breaches),
];
