import { addressKey, requireInstant } from "#core";
import { type Route, route, TABLE_FILE, tableFile } from "#http";
import type { Static } from "#policy";
import { EVENT_COLUMNS, eventCells } from "./export.ts";
import type { EventFilter } from "./repository.ts";
import { EventsQuery, EventsReply, ExportQuery, SummaryQuery, SummaryReply } from "./schema.ts";
import type { SecurityEvents } from "./service.ts";

/** Pages look again every few seconds. */
const READ = {
  access: { permission: "security:read" },
  limit: "120/minute",
  dataClass: "personal",
} as const;

const readFilter = (query: Omit<Static<typeof EventsQuery>, "before">): EventFilter => {
  const { name, severity, outcome, account, address, route: path, from, to } = query;
  return {
    name,
    severity,
    outcome,
    account,
    // The way events spell it; a /64 is asked for as it is shown.
    address: address === undefined || address.includes("/") ? address : addressKey(address),
    route: path,
    from: requireInstant("query.from", from),
    to: requireInstant("query.to", to),
  };
};

/** What administrators see of security events (LOG-03, LOG-07). */
export const securityEventRoutes = (events: SecurityEvents): readonly Route[] => [
  route.get(
    "/api/v1/admin/security-events",
    {
      ...READ,
      summary: "Lists what was refused, noticed and changed, newest first, 50 at a time (LOG-03)",
      query: EventsQuery,
      responses: { 200: EventsReply },
    },
    async ({ query: { before, ...filter } }) => {
      const page = await events.page(readFilter(filter), before);
      return {
        events: page.events.map(({ details, ...event }) => ({ ...event, details: { ...details } })),
        next: page.next,
      };
    },
  ),
  route.get(
    "/api/v1/admin/security-events/summary",
    {
      ...READ,
      summary: "Counts security events of the last hour, day and week, by name and over time",
      query: SummaryQuery,
      responses: { 200: SummaryReply },
    },
    async ({ query }) => {
      const { window, names, series } = await events.summary(query.window ?? "24h");
      return { window, names: [...names], series: [...series] };
    },
  ),
  route.get(
    "/api/v1/admin/security-events/export",
    {
      ...READ,
      ...TABLE_FILE,
      summary: "All events that fit, newest first, as a file: RFC 4180 or JSON",
      query: ExportQuery,
    },
    async ({ query: { format = "json", ...filter } }) =>
      tableFile({
        name: "security-events",
        format,
        head: EVENT_COLUMNS,
        cells: eventCells,
        read: await events.reader(readFilter(filter)),
      }),
  ),
];
