import { type Route, route, TABLE_FILE, tableFile } from "#http";
import { INCIDENT_COLUMNS, incidentCells } from "./export.ts";
import type { IncidentControl } from "./incidents/incident-service.ts";
import {
  IdParams,
  IncidentReply,
  IncidentsExportQuery,
  type IncidentsExportValue,
  IncidentsQuery,
  IncidentsReply,
  NoteBody,
} from "./schema.ts";

const READ = {
  access: { permission: "alerts:read" },
  limit: "120/minute",
  dataClass: "personal",
} as const;
const WRITE = {
  access: { permission: "alerts:write" },
  limit: "60/minute",
  dataClass: "personal",
  params: IdParams,
  body: NoteBody,
  responses: { 204: null },
  errors: ["NOT_FOUND", "INCIDENT_CLOSED"],
} as const;

const questionOf = (query: IncidentsExportValue, before: string | undefined) => ({
  isOpen: query.open === "true",
  from: query.from,
  to: query.to,
  before,
});

/** What those who operate see of incidents, and write down about them (OBS-11). */
export const incidentRoutes = (incidents: IncidentControl): readonly Route[] => [
  route.get(
    "/api/v1/admin/incidents",
    {
      ...READ,
      summary: "Lists incidents, newest first: what critical alerts and automatic responses opened",
      query: IncidentsQuery,
      responses: { 200: IncidentsReply },
    },
    async ({ query }) => ({
      ...(await incidents.page(questionOf(query, query.before))),
      open: await incidents.openCount(),
    }),
  ),
  route.get(
    "/api/v1/admin/incidents/export",
    {
      ...READ,
      ...TABLE_FILE,
      summary: "All incidents that fit, newest first, with what was found out: RFC 4180",
      query: IncidentsExportQuery,
      audit: "incidents.exported",
    },
    ({ query }) =>
      tableFile({
        name: "incidents",
        head: INCIDENT_COLUMNS,
        cells: incidentCells,
        read: async (from?: string) => {
          const { incidents: rows, next } = await incidents.page(questionOf(query, from));
          return { rows, next };
        },
      }),
  ),
  route.get(
    "/api/v1/admin/incidents/:id",
    {
      ...READ,
      summary: "Gives one incident with its timeline and its alerts",
      params: IdParams,
      responses: { 200: IncidentReply },
      errors: ["NOT_FOUND"],
    },
    ({ params }) => incidents.one(params.id),
  ),
  route.post(
    "/api/v1/admin/incidents/:id/notes",
    { ...WRITE, summary: "Writes a note into the timeline", audit: "incident.noted" },
    async ({ params, body, principal }) => {
      await incidents.note(principal.userId, params.id, body.text);
      return undefined;
    },
  ),
  route.post(
    "/api/v1/admin/incidents/:id/close",
    {
      ...WRITE,
      summary: "Closes an incident with what was found out; what follows is another one",
      audit: "incident.closed",
    },
    async ({ params, body, principal }) => {
      await incidents.close(principal.userId, params.id, body.text);
      return undefined;
    },
  ),
];
