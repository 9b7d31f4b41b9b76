import type { AnyRoute } from "@tanstack/react-router";
import type { Runtime } from "../shell/index.ts";
import { partRoutes } from "../shell/index.ts";

/** The pages of administrators, below the guard that wants somebody signed in. */
export const createAdminRoutes = <Parent extends AnyRoute>(runtime: Runtime, guarded: Parent) => {
  const part = partRoutes(runtime, guarded);
  return [
    part("/admin/users", () => import("../admin/users/users-page.tsx"), "UsersPage"),
    part("/admin/users/$id", () => import("../admin/users/user-page.tsx"), "UserPage"),
    part("/admin/roles", () => import("../admin/roles/roles-page.tsx"), "RolesPage"),
    part(
      "/admin/access-review",
      () => import("../admin/reviews/review-page.tsx"),
      "AccessReviewPage",
    ),
    part("/admin/limits", () => import("../admin/limits/limits-page.tsx"), "LimitsPage"),
    part("/admin/usage", () => import("../admin/usage/costs-page.tsx"), "CostsPage"),
    part(
      "/admin/security-events",
      () => import("../admin/security-events/events-page.tsx"),
      "SecurityEventsPage",
    ),
    part("/admin/audit-log", () => import("../admin/audit-log/audit-page.tsx"), "AuditLogPage"),
    part(
      "/admin/privacy",
      () => import("../admin/privacy/privacy-admin-page.tsx"),
      "PrivacyAdminPage",
    ),
    part(
      "/admin/content-reports",
      () => import("../admin/content-reports/reports-page.tsx"),
      "ContentReportsPage",
    ),
    part("/admin/billing", () => import("../admin/billing/revenue-page.tsx"), "RevenuePage"),
    part("/admin/quarantine", () => import("../admin/files/files-page.tsx"), "QuarantinePage"),
  ];
};
