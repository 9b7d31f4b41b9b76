import { type HandlerRequest, type Principal, type Route, route } from "#http";
import {
  ClearBody,
  EntryBody,
  EntryParams,
  EntryReply,
  LiftBody,
  OverrideBody,
  StatsReply,
} from "./schema.ts";
import { type Actor, entryView, type Limits } from "./service.ts";

const WRITE = {
  access: { permission: "limits:write" },
  assurance: { freshWithin: "30m" },
  limit: "60/minute",
  dataClass: "personal",
} as const;

const actorOf = (
  request: Pick<HandlerRequest<never>, "requestId" | "clientAddress"> & {
    readonly principal: Pick<Principal, "userId">;
  },
): Actor => ({
  userId: request.principal.userId,
  requestId: request.requestId,
  clientAddress: request.clientAddress,
});

/** What administrators see and do of limits and blocked addresses (RL-13, RL-14). */
export const limitRoutes = (limits: Limits): readonly Route[] => [
  route.get(
    "/api/v1/admin/rate-limit-stats",
    {
      access: { permission: "limits:read" },
      summary:
        "Tells what each limit decided, who is refused most, and which addresses are blocked",
      responses: { 200: StatsReply },
      // An administrator's page looks every few seconds.
      limit: "120/minute",
      dataClass: "personal",
    },
    () => limits.stats(),
  ),
  route.post(
    "/api/v1/admin/rate-limits/clear",
    {
      ...WRITE,
      summary: "Gives one identity its whole budget of a rule back",
      body: ClearBody,
      responses: { 204: null },
      audit: "limit.cleared",
      errors: ["NOT_FOUND"],
    },
    async (request) => {
      await limits.clear(actorOf(request), request.body);
      return undefined;
    },
  ),
  route.put(
    "/api/v1/admin/rate-limits/overrides",
    {
      ...WRITE,
      summary:
        "Sets the limit of a route to something else, on all nodes and until it is taken back",
      body: OverrideBody,
      responses: { 204: null },
      audit: "limit.overridden",
      errors: ["NOT_FOUND"],
    },
    async (request) => {
      await limits.override(actorOf(request), request.body);
      return undefined;
    },
  ),
  route.post(
    "/api/v1/admin/rate-limits/overrides/lift",
    {
      ...WRITE,
      summary: "Takes back what the limit of a route was set to: code and file count again",
      body: LiftBody,
      responses: { 204: null },
      audit: "limit.restored",
      errors: ["NOT_FOUND"],
    },
    async (request) => {
      await limits.restore(actorOf(request), request.body.route);
      return undefined;
    },
  ),
  route.post(
    "/api/v1/admin/blocks",
    {
      ...WRITE,
      summary: "Blocks an address or range, or lets it in whatever it did; on all nodes",
      body: EntryBody,
      responses: { 201: EntryReply },
      audit: "address.listed",
      errors: ["ADDRESS_EXEMPT", "OWN_ADDRESS"],
    },
    async (request) => {
      const entry = await limits.add(actorOf(request), request.body);
      return { entry: entryView(entry) };
    },
  ),
  route.delete(
    "/api/v1/admin/blocks/:id",
    {
      ...WRITE,
      summary: "Lifts a block, or takes a range off the list of those always let in",
      params: EntryParams,
      responses: { 204: null },
      audit: "address.unlisted",
      errors: ["NOT_FOUND"],
    },
    async (request) => {
      await limits.remove(actorOf(request), request.params.id);
      return undefined;
    },
  ),
];
