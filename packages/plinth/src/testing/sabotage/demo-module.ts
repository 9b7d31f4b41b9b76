import { eventReply, reply, route } from "#http";
import { billing, defineTiers } from "#modules/billing";
import { defineModule } from "#modules/contract";
import { defineMeter, quotas } from "#modules/quotas";
import { Type } from "#vendor/typebox";

const strict = { additionalProperties: false } as const;
const Note = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: 500 }), tags: Type.Array(Type.String()) },
  strict,
);
const Done = Type.Object({ done: Type.Boolean() }, strict);
/** Nothing can be paid in a throwaway instance, but there is something to be sold. */
const TIERS = defineTiers({
  currency: "usd",
  tiers: [
    { id: "free", title: "Free", summary: "To try it" },
    { id: "pro", title: "Pro", summary: "For every week", price: { amount: "9.99" } },
  ],
});
const unlimited = { none: "the harness asks often; its limits are tested elsewhere" } as const;

/** Routes whose answers are kept: by caches, by the server, under a key. */
const keptRoutes = (order: () => number) => [
  route.get(
    "/api/v1/demo/catalog",
    {
      access: { public: true, because: "the same for everyone" },
      summary: "May be kept by everyone",
      limit: unlimited,
      cache: { public: "1m" },
      reuse: { for: "1m" },
      responses: { 200: Done },
    },
    () => ({ done: true }),
  ),
  route.get(
    "/api/v1/demo/mine",
    {
      access: "user",
      summary: "Is kept for each caller",
      limit: unlimited,
      cache: "no-cache",
      reuse: { for: "1m" },
      responses: { 200: Type.Object({ caller: Type.String() }, strict) },
    },
    ({ principal }) => ({ caller: principal.userId }),
  ),
  route.post(
    "/api/v1/demo/orders",
    {
      access: "user",
      summary: "Is done once for each key",
      limit: unlimited,
      idempotent: true,
      body: Note,
      responses: { 201: Type.Object({ number: Type.Integer() }, strict) },
      example: { text: "an order", tags: [] },
    },
    () => ({ number: order() }),
  ),
];

/** An answer that is worth compressing. */
const listRoute = route.get(
  "/api/v1/demo/list",
  {
    access: { public: true, because: "the same for everyone" },
    summary: "Is long",
    limit: unlimited,
    responses: { 200: Type.Object({ words: Type.Array(Type.String()) }, strict) },
  },
  () => ({ words: Array.from({ length: 200 }, (_, at) => `word ${at}`) }),
);

/** The script of a service worker that does nothing. */
const workerRoute = route.get(
  "/demo/sw.js",
  {
    access: { public: true, because: "browsers fetch it before anybody signs in" },
    summary: "Script of a service worker",
    limit: unlimited,
    produces: "worker",
    cache: "no-cache",
    responses: { 200: Type.Unsafe<Uint8Array>({ type: "string" }), 304: null },
  },
  () => reply(200, Buffer.from("// It fetches nothing.\n"), ["Content-Type", "text/javascript"]),
);

/** A stream that has to end with its session. */
const eventsRoute = route.get(
  "/api/v1/demo/events",
  {
    access: "user",
    summary: "Streams events, of which none ever comes",
    limit: unlimited,
    produces: "events",
    responses: { 200: Done },
  },
  () => eventReply(() => () => undefined),
);

/**
 * Routes of the kinds that applications have and our own modules lack: a role, a permission, a
 * small limit by user, one by tier, a quota, a body without a limit, what API keys may call, answers
 * that are kept, one that is long, the script of a service worker, events. They do nothing.
 */
export const demoModule = defineModule({
  name: "demo",
  requires: { billing, quotas },
  setup: ({ modules }) => {
    modules.billing.declare(TIERS);
    modules.quotas.declare(defineMeter({ name: "prints", unit: "print", limit: "4/month" }));
    let orders = 0;
    return {
      order: (): number => {
        orders += 1;
        return orders;
      },
    };
  },
  routes: (demo) => [
    ...keptRoutes(demo.order),
    workerRoute,
    listRoute,
    route.get(
      "/api/v1/demo/administration",
      {
        access: { role: "admin" },
        summary: "Needs a role",
        limit: unlimited,
        responses: { 200: Done },
      },
      () => ({ done: true }),
    ),
    route.post(
      "/api/v1/demo/reports",
      {
        access: { permission: "reports:write" },
        summary: "Needs a permission",
        limit: unlimited,
        responses: { 201: Done },
      },
      () => ({ done: true }),
    ),
    route.get(
      "/api/v1/demo/scarce",
      {
        access: "user",
        summary: "Has a small limit by user",
        limit: "3/minute",
        responses: { 200: Done },
      },
      () => ({ done: true }),
    ),
    route.get(
      "/api/v1/demo/tiered",
      {
        access: "user",
        summary: "Has a limit of its own for newcomers",
        limit: { rule: "9/minute", tiers: { free: "5/minute", premium: "90/minute" } },
        responses: { 200: Done },
      },
      () => ({ done: true }),
    ),
    route.get(
      "/api/v1/demo/readings",
      {
        access: "user",
        scope: "readings:read",
        summary: "Is open to API keys",
        limit: unlimited,
        responses: { 200: Done },
      },
      () => ({ done: true }),
    ),
    route.post(
      "/api/v1/demo/payments",
      {
        access: "user",
        scope: "payments:write",
        signed: true,
        summary: "Is open to API keys that sign",
        limit: unlimited,
        body: Note,
        responses: { 201: Done },
        example: { text: "a payment", tags: [] },
      },
      () => ({ done: true }),
    ),
    eventsRoute,
    route.post(
      "/api/v1/demo/prints",
      {
        access: "user",
        summary: "Has a quota",
        limit: unlimited,
        quota: { meter: "prints" },
        body: Note,
        responses: { 201: Done },
        example: { text: "a print", tags: [] },
      },
      () => ({ done: true }),
    ),
    route.post(
      "/api/v1/demo/notes",
      {
        access: "user",
        summary: "Takes a body",
        limit: unlimited,
        body: Note,
        bodyLimit: "4kb",
        responses: { 201: Done },
        example: { text: "a note", tags: ["one"] },
      },
      () => ({ done: true }),
    ),
  ],
});
