import { type Route, reply, route } from "#http";
import type { PolicyDeclaration } from "#policy";
import { ClientErrorSchema } from "./schema.ts";
import type { ClientErrors } from "./service.ts";

const policy = {
  access: { public: true, because: "pages break for visitors too, and before anyone signed in" },
  summary:
    "Takes the report of a page that broke; it is logged, counted and put with others of the same",
  limit: { rule: "10/minute, 60/hour", by: "address" },
  body: ClientErrorSchema,
  bodyLimit: "4kb",
  csrf: { exempt: "changes nothing, and a page that broke cannot fetch a token first" },
  cors: false,
  responses: { 204: null },
  audit: "page.broke",
  dataClass: "internal",
  timeout: "5s",
  onStoreDown: "local",
  example: {
    id: "7KM4PQ2X",
    message: "TypeError: Cannot read properties of undefined",
    component: "the day planner",
    page: "/plans",
  },
} as const satisfies PolicyDeclaration;

/** The one route to which pages report. */
export const clientErrorRoutes = (service: ClientErrors): readonly Route[] => [
  route.post("/api/v1/client-errors", policy, ({ body, requestId }) => {
    service.report(body, requestId);
    return reply(204);
  }),
];
