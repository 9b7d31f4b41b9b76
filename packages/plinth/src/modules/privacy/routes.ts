import { Readable } from "node:stream";
import { type Route, route, streamReply } from "#http";
import {
  ArchiveBytes,
  ArchiveQuery,
  EraseBody,
  ErasedReply,
  ExportParams,
  ExportReply,
  ExportsReply,
  TicketReply,
} from "./schema.ts";
import type { Privacy } from "./service.ts";

const EXPORTS = "/api/v1/privacy/exports";
const OWN = { access: "user", dataClass: "personal" } as const;
const PROVEN = { assurance: { freshWithin: "15m" } } as const;

const exportRoutes = (privacy: Privacy): readonly Route[] => [
  route.get(
    EXPORTS,
    {
      ...OWN,
      summary: "Lists the caller's exports, newest first",
      responses: { 200: ExportsReply },
    },
    async ({ principal }) => ({ exports: [...(await privacy.exports.list(principal.userId))] }),
  ),
  route.post(
    EXPORTS,
    {
      ...OWN,
      summary:
        "Begins an archive of everything that is kept of the caller; a mail tells when it is ready",
      limit: "5/day",
      responses: { 202: ExportReply },
      audit: "privacy.export-requested",
      errors: ["EXPORT_PENDING"],
    },
    ({ principal }) => privacy.exports.request(principal.userId),
  ),
  route.post(
    `${EXPORTS}/:id/ticket`,
    {
      ...OWN,
      ...PROVEN,
      summary: "Gives a path under which an archive is fetched once, within five minutes",
      limit: "20/hour",
      params: ExportParams,
      responses: { 200: TicketReply },
      audit: "privacy.export-opened",
      dataClass: "secret",
      errors: ["NOT_FOUND", "EXPORT_NOT_READY"],
    },
    async ({ principal, params: { id } }) => {
      const ticket = await privacy.exports.ticket(principal.userId, id);
      return { url: `${EXPORTS}/${id}/archive?ticket=${ticket}` };
    },
  ),
  route.get(
    `${EXPORTS}/:id/archive`,
    {
      ...OWN,
      summary: "Gives an archive to its owner, once; it is removed when it was fetched",
      limit: "20/hour",
      params: ExportParams,
      query: ArchiveQuery,
      produces: "file",
      timeout: "30s",
      responses: { 200: ArchiveBytes },
      audit: "privacy.export-fetched",
      errors: ["NOT_FOUND", "EXPORT_NOT_READY"],
    },
    async ({ principal, params, query }) => {
      const archive = await privacy.exports.fetch(principal.userId, params.id, query.ticket ?? "");
      return streamReply(200, Readable.from(archive.pieces, { objectMode: false }), [
        "Content-Type",
        "application/zip",
        "Content-Length",
        String(archive.bytes),
        "Content-Disposition",
        'attachment; filename="your-data.zip"',
      ]);
    },
  ),
];

/** Where people get what is kept of them, and leave for good (PRIV-02, PRIV-03). */
export const privacyRoutes = (privacy: Privacy): readonly Route[] => [
  ...exportRoutes(privacy),
  route.post(
    "/api/v1/privacy/erase",
    {
      ...OWN,
      ...PROVEN,
      summary: "Erases the caller's account with everything that is kept of it, for good",
      limit: "10/hour",
      body: EraseBody,
      responses: { 200: ErasedReply },
      timeout: "30s",
      audit: "privacy.erased",
      errors: ["ONLY_ADMINISTRATOR", "ERASURE_NOT_CONFIRMED"],
    },
    async ({ principal, body }) => ({
      state: await privacy.eraseOwn(principal.userId, body.confirm),
    }),
  ),
];
