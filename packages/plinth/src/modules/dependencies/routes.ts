import { type HandlerRequest, type Principal, type Route, route } from "#http";
import {
  CapabilityReply,
  DegradationReply,
  DependenciesReply,
  ModeBody,
  NameParams,
} from "./schema.ts";
import type { Actor, DependencyControl } from "./service.ts";

const READ = {
  access: { permission: "dependencies:read" },
  // An administrator's page looks every few seconds.
  limit: "120/minute",
  dataClass: "internal",
} as const;
const WRITE = {
  access: { permission: "dependencies:write" },
  assurance: { freshWithin: "30m" },
  limit: "60/minute",
  dataClass: "internal",
  params: NameParams,
  errors: ["NOT_FOUND"],
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

const adminRoutes = (control: DependencyControl): readonly Route[] => [
  route.get(
    "/api/v1/admin/dependencies",
    {
      ...READ,
      summary: "Tells how everything outside of the process does, and what is done without",
      responses: { 200: DependenciesReply },
    },
    () => control.list(),
  ),
  route.post(
    "/api/v1/admin/dependencies/:name/reset",
    {
      ...WRITE,
      summary: "Closes the breaker of a dependency on all nodes: it is asked again at once",
      responses: { 204: null },
      audit: "dependency.reset",
    },
    async (request) => {
      await control.reset(actorOf(request), request.params.name);
      return undefined;
    },
  ),
  route.get(
    "/api/v1/admin/degradation/:name",
    {
      ...READ,
      summary: "Tells in which mode a capability is, and who says so",
      params: NameParams,
      responses: { 200: CapabilityReply },
      errors: ["NOT_FOUND"],
    },
    (request) => control.capability(request.params.name),
  ),
  route.put(
    "/api/v1/admin/degradation/:name",
    {
      ...WRITE,
      errors: ["NOT_FOUND", "CONFLICT"],
      summary: "Sets the mode of a capability on all nodes, or leaves it to what is seen again",
      body: ModeBody,
      responses: { 200: CapabilityReply },
      audit: "degradation.set",
    },
    (request) => control.setMode(actorOf(request), request.params.name, request.body.mode),
  ),
];

/** What administrators see and do of dependencies, and what everyone is told (RES-01, RES-03). */
export const dependencyRoutes = (control: DependencyControl): readonly Route[] => [
  ...adminRoutes(control),
  route.get(
    "/api/v1/degradation",
    {
      access: {
        public: true,
        because: "pages tell everyone what does not work as usual, and no more than that",
      },
      summary: "Tells what does not work as usual, in words for users",
      limit: { rule: "120/minute", by: "address", name: "degradation" },
      responses: { 200: DegradationReply },
    },
    () => control.abnormal(),
  ),
];
