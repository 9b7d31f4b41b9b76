import { type Route, route } from "#http";
import type { IncidentControl } from "./incidents/incident-service.ts";
import { IdParams, IncidentReply, IncidentsQuery, IncidentsReply, NoteBody } from "./schema.ts";

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
    ({ query }) => incidents.list(query.open === "true", query.before),
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
