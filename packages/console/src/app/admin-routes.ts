import { type AnyRoute, createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { loadPart, type Runtime } from "../shell/index.ts";

/** The pages of administrators, below the guard that wants somebody signed in. */
export const createAdminRoutes = <Parent extends AnyRoute>(runtime: Runtime, guarded: Parent) => {
  const getParentRoute = () => guarded;
  return [
    createRoute({
      getParentRoute,
      path: "/admin/users",
      component: lazyRouteComponent(
        () => loadPart(runtime, () => import("../admin/users/users-page.tsx")),
        "UsersPage",
      ),
    }),
    createRoute({
      getParentRoute,
      path: "/admin/users/$id",
      component: lazyRouteComponent(
        () => loadPart(runtime, () => import("../admin/users/user-page.tsx")),
        "UserPage",
      ),
    }),
    createRoute({
      getParentRoute,
      path: "/admin/roles",
      component: lazyRouteComponent(
        () => loadPart(runtime, () => import("../admin/roles/roles-page.tsx")),
        "RolesPage",
      ),
    }),
    createRoute({
      getParentRoute,
      path: "/admin/access-review",
      component: lazyRouteComponent(
        () => loadPart(runtime, () => import("../admin/reviews/review-page.tsx")),
        "AccessReviewPage",
      ),
    }),
    createRoute({
      getParentRoute,
      path: "/admin/limits",
      component: lazyRouteComponent(
        () => loadPart(runtime, () => import("../admin/limits/limits-page.tsx")),
        "LimitsPage",
      ),
    }),
    createRoute({
      getParentRoute,
      path: "/admin/usage",
      component: lazyRouteComponent(
        () => loadPart(runtime, () => import("../admin/usage/costs-page.tsx")),
        "CostsPage",
      ),
    }),
    createRoute({
      getParentRoute,
      path: "/admin/security-events",
      component: lazyRouteComponent(
        () => loadPart(runtime, () => import("../admin/security-events/events-page.tsx")),
        "SecurityEventsPage",
      ),
    }),
    createRoute({
      getParentRoute,
      path: "/admin/content-reports",
      component: lazyRouteComponent(
        () => loadPart(runtime, () => import("../admin/content-reports/reports-page.tsx")),
        "ContentReportsPage",
      ),
    }),
    createRoute({
      getParentRoute,
      path: "/admin/billing",
      component: lazyRouteComponent(
        () => loadPart(runtime, () => import("../admin/billing/revenue-page.tsx")),
        "RevenuePage",
      ),
    }),
    createRoute({
      getParentRoute,
      path: "/admin/quarantine",
      component: lazyRouteComponent(
        () => loadPart(runtime, () => import("../admin/files/files-page.tsx")),
        "QuarantinePage",
      ),
    }),
  ];
};
