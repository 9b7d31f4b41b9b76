import { requireInstant } from "#core";
import { type Route, route, TABLE_FILE, tableFile } from "#http";
import type { Static } from "#policy";
import { ENTRY_COLUMNS, entryCells } from "./export.ts";
import {
  ChainReply,
  EntriesQuery,
  EntriesReply,
  EntryParams,
  EntryReply,
  ExportQuery,
} from "./schema.ts";
import type { AuditLog, EntryFilter } from "./service.ts";
import type { EntryView } from "./views.ts";

const READ = {
  access: { permission: "audit:read" },
  limit: "120/minute",
  dataClass: "personal",
} as const;

const readFilter = (query: Omit<Static<typeof EntriesQuery>, "before">): EntryFilter => ({
  actor: query.actor,
  target: query.target,
  action: query.action,
  outcome: query.outcome,
  requestId: query.request,
  from: requireInstant("query.from", query.from),
  to: requireInstant("query.to", query.to),
});

const shown = (entry: EntryView) => ({
  ...entry,
  actor: entry.actor === null ? null : { ...entry.actor },
  target: entry.target === null ? null : { ...entry.target },
  details: { ...entry.details },
});

const readRoutes = (log: AuditLog): readonly Route[] => [
  route.get(
    "/api/v1/admin/audit-log",
    {
      ...READ,
      summary: "Lists who did what, when, where and with what outcome, newest first (LOG-04)",
      query: EntriesQuery,
      responses: { 200: EntriesReply },
      audit: "audit-log.read",
    },
    async ({ query: { before, ...filter } }) => {
      const page = await log.page(readFilter(filter), before);
      return { entries: page.entries.map(shown), next: page.next };
    },
  ),
  route.get(
    "/api/v1/admin/audit-log/export",
    {
      ...READ,
      ...TABLE_FILE,
      summary: "All entries that fit, newest first, as a file: RFC 4180 or JSON",
      query: ExportQuery,
      audit: "audit-log.exported",
    },
    async ({ query: { format = "json", ...filter } }) =>
      tableFile({
        name: "audit-log",
        format,
        head: ENTRY_COLUMNS,
        cells: entryCells,
        read: await log.reader(readFilter(filter)),
      }),
  ),
];

/** What administrators see of the audit trail, and what they do about it (LOG-04, LOG-05). */
export const auditLogRoutes = (
  log: AuditLog,
  beginVerification: () => Promise<unknown>,
): readonly Route[] => [
  ...readRoutes(log),
  route.get(
    "/api/v1/admin/audit-log/chain",
    {
      ...READ,
      dataClass: "internal",
      summary: "Tells how many entries there are, and what the last look at the chain found",
      responses: { 200: ChainReply },
    },
    async () => {
      const { verified, ...state } = await log.chain();
      return {
        ...state,
        verified: verified === undefined ? null : { ...verified, faults: [...verified.faults] },
      };
    },
  ),
  route.post(
    "/api/v1/admin/audit-log/verify",
    {
      ...READ,
      dataClass: "internal",
      summary: "Begins a look at the whole chain; what it found is told by the chain",
      limit: "6/minute",
      responses: { 202: null },
      audit: "audit-log.verification-begun",
    },
    async () => {
      await beginVerification();
      return undefined;
    },
  ),
  route.get(
    "/api/v1/admin/audit-log/:seq",
    {
      ...READ,
      summary: "One entry by its place in the chain",
      params: EntryParams,
      responses: { 200: EntryReply },
      audit: "audit-log.read",
      errors: ["NOT_FOUND"],
    },
    async ({ params }) => shown(await log.one(Number(params.seq))),
  ),
];
