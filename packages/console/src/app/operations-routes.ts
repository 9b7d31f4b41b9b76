import { type AnyRoute, createRoute } from "@tanstack/react-router";
import { OperationsFrame, PageComing } from "../operations/operations-frame.tsx";
import type { Runtime } from "../shell/index.ts";
import { partRoutes } from "../shell/index.ts";

/** The pages of whoever operates, below the guard that wants somebody signed in. */
export const createOperationsRoutes = <Parent extends AnyRoute>(
  runtime: Runtime,
  guarded: Parent,
) => {
  const frame = createRoute({
    getParentRoute: () => guarded,
    id: "operations",
    component: OperationsFrame,
  });
  return frame.addChildren([...signalRoutes(runtime, frame), ...partsRoutes(runtime, frame)]);
};

/** What goes on, and what went wrong. */
const signalRoutes = <Parent extends AnyRoute>(runtime: Runtime, frame: Parent) => {
  const part = partRoutes(runtime, frame, PageComing);
  return [
    part(
      "/operations/overview",
      () => import("../operations/metrics/overview-page.tsx"),
      "OverviewPage",
    ),
    part(
      "/operations/traffic",
      () => import("../operations/metrics/traffic-page.tsx"),
      "TrafficPage",
    ),
    part(
      "/operations/business",
      () => import("../operations/business/business-page.tsx"),
      "BusinessPage",
    ),
    part(
      "/operations/security",
      () => import("../operations/security/security-page.tsx"),
      "SecurityTimePage",
    ),
    part("/operations/errors", () => import("../operations/errors/errors-page.tsx"), "ErrorsPage"),
    part(
      "/operations/errors/$id",
      () => import("../operations/errors/error-page.tsx"),
      "ErrorPage",
    ),
    part("/operations/health", () => import("../operations/health-page.tsx"), "HealthPage"),
    part("/operations/logs", () => import("../operations/logs/logs-page.tsx"), "LogsPage"),
    part("/operations/traces", () => import("../operations/traces/traces-page.tsx"), "TracesPage"),
    part(
      "/operations/traces/$id",
      () => import("../operations/traces/trace-page.tsx"),
      "TracePage",
    ),
    part("/operations/alerts", () => import("../operations/alerts/alerts-page.tsx"), "AlertsPage"),
    part(
      "/operations/incidents",
      () => import("../operations/incidents/incidents-page.tsx"),
      "IncidentsPage",
    ),
    part(
      "/operations/incidents/$id",
      () => import("../operations/incidents/incident-page.tsx"),
      "IncidentPage",
    ),
  ];
};

/** How each part of the service does. */
const partsRoutes = <Parent extends AnyRoute>(runtime: Runtime, frame: Parent) => {
  const part = partRoutes(runtime, frame, PageComing);
  return [
    part(
      "/operations/dependencies",
      () => import("../operations/dependencies/dependencies-page.tsx"),
      "DependenciesPage",
    ),
    part("/operations/caches", () => import("../operations/caches/caches-page.tsx"), "CachesPage"),
    part(
      "/operations/database",
      () => import("../operations/database/database-page.tsx"),
      "DatabasePage",
    ),
    part("/operations/jobs", () => import("../operations/jobs/jobs-page.tsx"), "JobsPage"),
    part("/operations/mail", () => import("../operations/mail/mail-page.tsx"), "MailPage"),
    part(
      "/operations/backups",
      () => import("../operations/backups/backups-page.tsx"),
      "BackupsPage",
    ),
    part(
      "/operations/deploys",
      () => import("../operations/deploys/deploys-page.tsx"),
      "DeploysPage",
    ),
    part(
      "/operations/readiness",
      () => import("../operations/readiness/readiness-page.tsx"),
      "ReadinessPage",
    ),
  ];
};
