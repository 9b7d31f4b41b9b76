import { type Route, route } from "#http";
import { DatabaseReply, PlanReply, StatementParams } from "./schema.ts";
import type { DatabaseView } from "./service.ts";

/** What administrators see of the database (DB-06). */
export const databaseRoutes = (view: DatabaseView): readonly Route[] => [
  route.get(
    "/api/v1/admin/database",
    {
      access: { permission: "database:read" },
      summary: "Tells what the database is busy with, in the process that answers",
      responses: { 200: DatabaseReply },
      // An administrator's page looks every few seconds.
      limit: "120/minute",
      dataClass: "internal",
      timeout: "5s",
    },
    () => view.overview(),
  ),
  route.get(
    "/api/v1/admin/database/statements/:id/plan",
    {
      access: { permission: "database:read" },
      summary: "Tells how the database runs a statement, and which tables it reads from end to end",
      params: StatementParams,
      responses: { 200: PlanReply },
      limit: "60/minute",
      errors: ["NOT_FOUND"],
      dataClass: "internal",
      timeout: "10s",
    },
    ({ params }) => view.plan(params.id),
  ),
];
