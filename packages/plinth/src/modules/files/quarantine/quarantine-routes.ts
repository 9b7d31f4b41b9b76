import { type Route, route, TABLE_FILE, tableFile } from "#http";
import type { KeptFile } from "../repository.ts";
import { FileParams, QuarantineQuery, QuarantineReply } from "../schema.ts";
import type { Quarantine } from "./quarantine.ts";

const viewOf = (file: KeptFile) => ({
  id: file.id,
  ownerId: file.owner_id,
  purpose: file.purpose,
  name: file.name,
  type: file.type,
  bytes: file.bytes,
  sha256: file.sha256,
  signature: file.signature,
  createdAt: new Date(file.created_at).toISOString(),
});

const COLUMNS = ["id", "account", "purpose", "name", "type", "bytes", "sha256", "found", "sent"];

const cellsOf = (file: ReturnType<typeof viewOf>): readonly string[] => [
  file.id,
  file.ownerId ?? "",
  file.purpose,
  file.name,
  file.type,
  String(file.bytes),
  file.sha256,
  file.signature ?? "",
  file.createdAt,
];

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
      return { files: files.map(viewOf), next };
    },
  ),
  route.get(
    "/api/v1/admin/files/export",
    {
      ...TABLE_FILE,
      access: { permission: "files:read" },
      summary: "All files in quarantine, what is known of them, as a file: RFC 4180",
      dataClass: "personal",
      audit: "files.exported",
    },
    () =>
      tableFile({
        name: "quarantine",
        head: COLUMNS,
        cells: cellsOf,
        read: async (after?: string) => {
          const { files, next } = await quarantine.list(after);
          return { rows: files.map(viewOf), next };
        },
      }),
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
