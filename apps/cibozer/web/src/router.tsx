import {
  loadPart,
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
import { LandingPage } from "./day/landing-page.tsx";
import { Frame } from "./frame/frame.tsx";
import { NotFoundPage } from "./frame/not-found-page.tsx";

type Routes = typeof import("./routes.tsx");

/** Builds the router: the landing page at once, everything else when it is needed. */
export const createWebRouter = (runtime: Runtime) => {
  const loadRoutes = () => loadPart(runtime, () => import("./routes.tsx"));
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
    component: lazyRouteComponent(loadRoutes, "GuardRoute"),
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
  const security = createRoute({
    getParentRoute: () => guard,
    path: "/account/security",
    component: lazyRouteComponent(
      () => loadPart(runtime, () => import("./security-route.tsx")),
      "SecurityRoute",
    ),
  });
  const usage = createRoute({
    getParentRoute: () => guard,
    path: "/account/usage",
    component: lazyRouteComponent(
      () => loadPart(runtime, () => import("./usage-route.tsx")),
      "UsageRoute",
    ),
  });
  const billing = createRoute({
    getParentRoute: () => guard,
    path: "/account/billing",
    component: lazyRouteComponent(
      () => loadPart(runtime, () => import("./billing-route.tsx")),
      "BillingRoute",
    ),
  });
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
      open("/signin/link", "SignInLinkRoute"),
      guard.addChildren([
        own("/account", "AccountRoute"),
        security,
        usage,
        billing,
        own("/plans", "PlanListRoute"),
        own("/plans/new", "NewPlanRoute"),
        own("/plans/$id", "PlanRoute"),
        own("/plans/$id/groceries", "GroceriesRoute"),
      ]),
    ]),
    ...plainSearch,
    scrollRestoration: true,
    defaultPendingMs: 200,
    defaultErrorComponent: RouteFault,
    defaultPendingComponent: () => (
      <div className="page page-middle">
        <Skeleton lines={5} height="3rem" />
      </div>
    ),
  });
};
