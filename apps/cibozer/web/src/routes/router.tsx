import {
  loadPart,
  partRoutes,
  plainSearch,
  RouteFault,
  type Runtime,
  requireSession,
  Skeleton,
} from "@plinth/console";
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { LandingPage } from "../day/landing-page.tsx";
import { Frame } from "../frame/frame.tsx";
import { NotFoundPage } from "../frame/not-found-page.tsx";

type Routes = typeof import("./account/account-routes.tsx");

/** Builds the router: the landing page at once, everything else when it is needed. */
export const createWebRouter = (runtime: Runtime) => {
  const loadRoutes = () => loadPart(runtime, () => import("./account/account-routes.tsx"));
  const root = createRootRoute({
    component: () => (
      <Frame>
        <Outlet />
      </Frame>
    ),
    notFoundComponent: NotFoundPage,
  });
  const open = <P extends string>(path: P, name: keyof Routes) =>
    createRoute({
      getParentRoute: () => root,
      path,
      component: lazyRouteComponent(loadRoutes, name),
    });
  const guard = createRoute({
    getParentRoute: () => root,
    id: "signed-in",
    component: lazyRouteComponent(
      () => loadPart(runtime, () => import("./guard-route.tsx")),
      "GuardRoute",
    ),
    beforeLoad: async ({ location }) => {
      const user = await requireSession(runtime);
      if (user === null)
        throw redirect({ to: "/signin", search: { from: location.href } as never });
    },
  });
  const own = <P extends string>(path: P, name: keyof Routes) =>
    createRoute({
      getParentRoute: () => guard,
      path,
      component: lazyRouteComponent(loadRoutes, name),
    });
  const part = partRoutes(runtime, guard);
  const landing = createRoute({
    getParentRoute: () => root,
    path: "/",
    component: LandingPage,
  });
  return createRouter({
    routeTree: root.addChildren([
      landing,
      open("/signin", "SignInRoute"),
      open("/signup", "SignUpRoute"),
      open("/forgot", "ForgotRoute"),
      open("/reset", "ResetRoute"),
      // Where the links of mails point to.
      open("/account/reset-password", "ResetRoute"),
      open("/account/verify-email", "VerifyRoute"),
      open("/account/confirm-email", "ConfirmEmailRoute"),
      open("/account/unlock", "UnlockRoute"),
      partRoutes(runtime, root)("/shared", () => import("./shared-route.tsx"), "SharedRoute"),
      open("/signin/link", "SignInLinkRoute"),
      guard.addChildren([
        own("/account", "AccountRoute"),
        part("/account/security", () => import("./account/security-route.tsx"), "SecurityRoute"),
        part("/account/privacy", () => import("./account/privacy-route.tsx"), "PrivacyRoute"),
        part("/account/usage", () => import("./account/usage-route.tsx"), "UsageRoute"),
        part("/account/billing", () => import("./account/billing-route.tsx"), "BillingRoute"),
        part("/feedback", () => import("./feedback-route.tsx"), "FeedbackRoute"),
        part("/admin/planner", () => import("./admin-route.tsx"), "PlannerAdminRoute"),
        part("/admin/catalogue", () => import("./admin-route.tsx"), "CatalogueRoute"),
        part("/admin/recipes", () => import("./admin-route.tsx"), "RecipeReviewRoute"),
        part("/admin/feedback", () => import("./admin-route.tsx"), "FeedbackListRoute"),
        part("/admin/reports", () => import("./admin-route.tsx"), "ReportsRoute"),
        part("/plans/$id/share", () => import("./share-route.tsx"), "ShareRoute"),
        part("/profile", () => import("./profile-route.tsx"), "ProfileRoute"),
        part("/history", () => import("./history-route.tsx"), "HistoryRoute"),
        part("/recipes", () => import("./recipes-route.tsx"), "RecipeListRoute"),
        part("/recipes/new", () => import("./recipe-form-route.tsx"), "NewRecipeRoute"),
        part("/recipes/$id", () => import("./recipes-route.tsx"), "RecipeRoute"),
        part("/recipes/$id/edit", () => import("./recipe-form-route.tsx"), "EditRecipeRoute"),
        part("/plans", () => import("./plans-route.tsx"), "PlanListRoute"),
        part("/plans/new", () => import("./new-plan-route.tsx"), "NewPlanRoute"),
        part("/plans/$id", () => import("./plan-route.tsx"), "PlanRoute"),
        part("/plans/$id/groceries", () => import("./groceries-route.tsx"), "GroceriesRoute"),
      ]),
    ]),
    ...plainSearch,
    scrollRestoration: true,
    defaultPendingMs: 200,
    // What has come is shown at once: a placeholder is not held up for its own sake (PERF-04).
    defaultPendingMinMs: 0,
    defaultErrorComponent: RouteFault,
    defaultPendingComponent: () => (
      <div className="page page-middle">
        <Skeleton lines={5} height="3rem" />
      </div>
    ),
  });
};
