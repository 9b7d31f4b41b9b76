import { type Route, route, TABLE_FILE, tableFile } from "#http";
import { JOB_COLUMNS, jobCells } from "./export.ts";
import { ExportQuery, JobParams, ListQuery, ListReply, SummaryReply } from "./schema.ts";
import type { JobControl } from "./service.ts";

const READ = {
  access: { permission: "jobs:read" },
  // An administrator's page looks every few seconds.
  limit: "120/minute",
  dataClass: "internal",
} as const;
const WRITE = {
  access: { permission: "jobs:write" },
  assurance: { freshWithin: "30m" },
  limit: "60/minute",
  dataClass: "internal",
  params: JobParams,
  responses: { 204: null },
  errors: ["NOT_FOUND"],
} as const;

/** What administrators see and do of jobs and schedules (SCALE-03). */
export const jobRoutes = (control: JobControl): readonly Route[] => [
  route.get(
    "/api/v1/admin/jobs/summary",
    {
      ...READ,
      summary: "Counts jobs by kind and state, and tells when schedules come next",
      responses: { 200: SummaryReply },
    },
    () => control.summary(),
  ),
  route.get(
    "/api/v1/admin/jobs",
    {
      ...READ,
      summary: "Lists jobs, of one state if wanted, newest first, without what they are given",
      query: ListQuery,
      responses: { 200: ListReply },
    },
    (request) => control.list(request.query.state, request.query.before),
  ),
  route.get(
    "/api/v1/admin/jobs/export",
    {
      ...READ,
      ...TABLE_FILE,
      summary: "All jobs, of one state if wanted, as a file: RFC 4180, at most 100,000",
      query: ExportQuery,
      audit: "jobs.exported",
    },
    ({ query: { state } }) =>
      tableFile({
        name: "jobs",
        head: JOB_COLUMNS,
        cells: jobCells,
        read: async (from?: string) => {
          const { jobs, next } = await control.list(state, from);
          return { rows: jobs, next };
        },
      }),
  ),
  route.post(
    "/api/v1/admin/jobs/:id/rerun",
    {
      ...WRITE,
      summary: "Has a dead letter done again, with all its attempts",
      audit: "job.rerun",
    },
    async (request) => {
      await control.rerun(request.params.id);
      return undefined;
    },
  ),
  route.delete(
    "/api/v1/admin/jobs/:id",
    { ...WRITE, summary: "Removes a dead letter, or a job that waits", audit: "job.removed" },
    async (request) => {
      await control.remove(request.params.id);
      return undefined;
    },
  ),
];
