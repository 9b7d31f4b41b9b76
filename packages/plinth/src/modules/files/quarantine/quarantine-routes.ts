import { type Route, route } from "#http";
import { FileParams, QuarantineQuery, QuarantineReply } from "../schema.ts";
import type { Quarantine } from "./quarantine.ts";

/** What administrators see and do of files in which a scanner found something. */
export const quarantineRoutes = (quarantine: Quarantine): readonly Route[] => [
  route.get(
    "/api/v1/admin/files",
    {
      access: { permission: "files:read" },
      summary: "Lists files in quarantine: who sent them and what was found, never their bytes",
      query: QuarantineQuery,
      responses: { 200: QuarantineReply },
      dataClass: "personal",
    },
    async ({ query }) => {
      const { files, next } = await quarantine.list(query.after, query.limit);
      return {
        files: files.map((file) => ({
          id: file.id,
          ownerId: file.owner_id,
          purpose: file.purpose,
          name: file.name,
          type: file.type,
          bytes: file.bytes,
          sha256: file.sha256,
          signature: file.signature,
          createdAt: new Date(file.created_at).toISOString(),
        })),
        next,
      };
    },
  ),
  route.delete(
    "/api/v1/admin/files/:id",
    {
      access: { permission: "files:write" },
      assurance: { freshWithin: "30m" },
      summary: "Removes a file in quarantine for good",
      params: FileParams,
      responses: { 204: null },
      limit: "60/minute",
      dataClass: "personal",
      audit: "file.removed",
      errors: ["NOT_FOUND"],
    },
    async ({ params, principal, requestId, clientAddress }) => {
      const { userId } = principal;
      await quarantine.remove(params.id, { userId, requestId, clientAddress });
      return undefined;
    },
  ),
];
