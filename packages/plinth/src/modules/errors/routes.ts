import { type Route, route, TABLE_FILE, tableFile } from "#http";
import { ERROR_COLUMNS, errorCells } from "./export.ts";
import type { GroupCursor } from "./repository.ts";
import type { FaultGroup } from "./rows.ts";
import {
  ErrorParams,
  ErrorReply,
  ErrorsQuery,
  type ErrorsQueryValue,
  ErrorsReply,
  ExportQuery,
  StateBody,
} from "./schema.ts";
import type { ErrorGroups } from "./service.ts";

const READ = {
  access: { permission: "errors:read" },
  // Pages look again every few seconds.
  limit: "120/minute",
  dataClass: "internal",
} as const;

const iso = (time: number): string => new Date(time).toISOString();
const isoOrNull = (time: number | null): string | null => (time === null ? null : iso(time));

const viewOf = ({ changedBy: _, frames, ...group }: FaultGroup) => ({
  ...group,
  frames: [...frames],
  firstAt: iso(group.firstAt),
  lastAt: iso(group.lastAt),
  changedAt: isoOrNull(group.changedAt),
  returnedAt: isoOrNull(group.returnedAt),
});

const readCursor = (text: ErrorsQueryValue["before"]): GroupCursor | undefined => {
  if (text === undefined) return undefined;
  const [lastAt = "", id = ""] = text.split("-", 2);
  return { lastAt: Number(lastAt), id };
};

/** What operators see of faults, and do about them (ERR-10). */
export const errorRoutes = (errors: ErrorGroups): readonly Route[] => [
  route.get(
    "/api/v1/admin/errors",
    {
      ...READ,
      summary: "Lists faults by groups of the same, those first that came last (ERR-10)",
      query: ErrorsQuery,
      responses: { 200: ErrorsReply },
    },
    async ({ query: { before, ...filter } }) => {
      const { groups, open, next } = await errors.page(filter, readCursor(before));
      return {
        groups: groups.map(({ timesThen, ...group }) => ({ ...viewOf(group), timesThen })),
        open,
        next: next === null ? null : `${next.lastAt}-${next.id}`,
      };
    },
  ),
  route.get(
    "/api/v1/admin/errors/export",
    {
      ...READ,
      ...TABLE_FILE,
      summary: "All groups of faults that fit, as a file: RFC 4180, at most 100,000",
      query: ExportQuery,
      audit: "errors.exported",
    },
    ({ query }) =>
      tableFile({
        name: "errors",
        head: ERROR_COLUMNS,
        cells: errorCells,
        read: async (from?: GroupCursor) => {
          const { groups, next } = await errors.page(query, from);
          return { rows: groups, next };
        },
      }),
  ),
  route.get(
    "/api/v1/admin/errors/:id",
    {
      ...READ,
      summary: "Tells of one group of faults, and when it came in the last seven days",
      params: ErrorParams,
      responses: { 200: ErrorReply },
      errors: ["NOT_FOUND"],
    },
    async ({ params }) => {
      const { group, hours } = await errors.find(params.id);
      return {
        ...viewOf(group),
        hours: hours.map(({ from, times }) => ({ from: iso(from), times })),
      };
    },
  ),
  route.put(
    "/api/v1/admin/errors/:id/state",
    {
      access: { permission: "errors:write" },
      summary: "Resolves a group, opens it again, or mutes it: muted ones raise no alert",
      limit: "120/minute",
      dataClass: "internal",
      params: ErrorParams,
      body: StateBody,
      responses: { 204: null },
      audit: "error-group.changed",
      errors: ["NOT_FOUND"],
    },
    async ({ params, body, principal }) => {
      await errors.setState(params.id, body.state, principal.userId);
      return undefined;
    },
  ),
];
