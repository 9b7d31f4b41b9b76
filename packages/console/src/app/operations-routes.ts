import { type AnyRoute, createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadPart, type Runtime } from "../shell/index.ts";

/** The pages of whoever operates, below the guard that wants somebody signed in. */
export const createOperationsRoutes = <Parent extends AnyRoute>(
  runtime: Runtime,
  guarded: Parent,
) => {
  const getParentRoute = () => guarded;
  return [
    createRoute({
      getParentRoute,
      path: "/operations/overview",
      component: lazyRouteComponent(
        () => loadPart(runtime, () => import("../operations/metrics/overview-page.tsx")),
        "OverviewPage",
      ),
    }),
    createRoute({
      getParentRoute,
      path: "/operations/traffic",
      component: lazyRouteComponent(
        () => loadPart(runtime, () => import("../operations/metrics/traffic-page.tsx")),
        "TrafficPage",
      ),
    }),
    createRoute({
      getParentRoute,
      path: "/operations/health",
      component: lazyRouteComponent(
        () => loadPart(runtime, () => import("../operations/health-page.tsx")),
        "HealthPage",
      ),
    }),
    createRoute({
      getParentRoute,
      path: "/operations/dependencies",
      component: lazyRouteComponent(
        () => loadPart(runtime, () => import("../operations/dependencies/dependencies-page.tsx")),
        "DependenciesPage",
      ),
    }),
    createRoute({
      getParentRoute,
      path: "/operations/caches",
      component: lazyRouteComponent(
        () => loadPart(runtime, () => import("../operations/caches/caches-page.tsx")),
        "CachesPage",
      ),
    }),
    createRoute({
      getParentRoute,
      path: "/operations/database",
      component: lazyRouteComponent(
        () => loadPart(runtime, () => import("../operations/database/database-page.tsx")),
        "DatabasePage",
      ),
    }),
    createRoute({
      getParentRoute,
      path: "/operations/jobs",
      component: lazyRouteComponent(
        () => loadPart(runtime, () => import("../operations/jobs/jobs-page.tsx")),
        "JobsPage",
      ),
    }),
    createRoute({
      getParentRoute,
      path: "/operations/mail",
      component: lazyRouteComponent(
        () => loadPart(runtime, () => import("../operations/mail/mail-page.tsx")),
        "MailPage",
      ),
    }),
    createRoute({
      getParentRoute,
      path: "/operations/readiness",
      component: lazyRouteComponent(
        () => loadPart(runtime, () => import("../operations/readiness/readiness-page.tsx")),
        "ReadinessPage",
      ),
    }),
  ];
};
