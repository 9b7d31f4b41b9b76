import { type Route, route } from "#http";
import { RoleBody, RoleParams, RoleReply, RolesReply } from "./schema.ts";
import type { Access } from "./service.ts";
import { actorOf } from "./user-routes.ts";

const WRITE = {
  access: { permission: "roles:write" },
  assurance: { freshWithin: "30m" },
  limit: "60/minute",
  params: RoleParams,
  dataClass: "internal",
} as const;

/** The routes by which administrators handle roles. */
export const roleRoutes = (access: Access): readonly Route[] => [
  route.get(
    "/api/v1/admin/roles",
    {
      access: { permission: "roles:read" },
      summary: "Lists the roles, and the permissions that routes ask for",
      responses: { 200: RolesReply },
      dataClass: "internal",
    },
    () => ({
      roles: access.roles().map((role) => ({ ...role, permissions: [...role.permissions] })),
      permissions: [...access.permissions()],
    }),
  ),
  route.put(
    "/api/v1/admin/roles/:name",
    {
      ...WRITE,
      summary: "Makes a role or changes one; acts on the next request of whoever has it",
      body: RoleBody,
      responses: { 200: RoleReply },
      audit: "role.saved",
      errors: ["ROLE_BEYOND_YOURS", "ROLE_IN_USE"],
    },
    async (request) => {
      const { description, permissions, needsSecondFactor = false } = request.body;
      const role = await access.saveRole(actorOf(request), {
        name: request.params.name,
        description,
        permissions,
        needsSecondFactor,
      });
      return { role: { ...role, permissions: [...role.permissions] } };
    },
  ),
  route.delete(
    "/api/v1/admin/roles/:name",
    {
      ...WRITE,
      summary: "Removes a role that nobody has",
      responses: { 204: null },
      audit: "role.removed",
      errors: ["NOT_FOUND", "ROLE_BEYOND_YOURS", "ROLE_IN_USE"],
    },
    async (request) => {
      await access.removeRole(actorOf(request), request.params.name);
      return undefined;
    },
  ),
];
