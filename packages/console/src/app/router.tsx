import {
  type AnyRoute,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { SignedInOnly } from "../account/index.ts";
import { requireSession } from "../session/index.ts";
import { partRoutes, plainSearch, RouteFault, type Runtime } from "../shell/index.ts";
import { createAdminRoutes } from "./admin-routes.ts";
import { Frame } from "./frame.tsx";
import { HomePage, NotFoundPage } from "./home-page.tsx";
import { createOperationsRoutes } from "./operations-routes.ts";

/** How long a page stays for one whose script is on its way. */
const PATIENCE_MS = 200;

/** Builds the console's router; `basepath` is where the server mounts it. */
export const createConsoleRouter = (runtime: Runtime, basepath: string) => {
  const root = createRootRoute({
    component: () => (
      <Frame>
        <Outlet />
      </Frame>
    ),
    notFoundComponent: NotFoundPage,
  });
  const guarded = createRoute({
    getParentRoute: () => root,
    id: "signed-in",
    component: () => (
      <SignedInOnly>
        <Outlet />
      </SignedInOnly>
    ),
    beforeLoad: async ({ location }) => {
      const user = await requireSession(runtime);
      if (user === null) {
        throw redirect({ to: "/signin", search: { from: location.href } });
      }
    },
  });
  const operations = createOperationsRoutes(runtime, guarded);
  const admin = createAdminRoutes(runtime, guarded);
  const router = createRouter({
    routeTree: root.addChildren([
      createRoute({ getParentRoute: () => root, path: "/", component: HomePage }),
      ...entryRoutes(runtime, root),
      partRoutes(runtime, root)("/mailbox", () => import("./mailbox-page.tsx"), "MailboxPage"),
      guarded.addChildren([...accountRoutes(runtime, guarded), operations, ...admin]),
    ]),
    basepath,
    ...plainSearch,
    // Nothing stands in the place of the first page: its frame is drawn at once (UX-03).
    defaultPendingMs: 0,
    // What has come is shown at once: a placeholder is not held up for its own sake (PERF-04).
    defaultPendingMinMs: 0,
    defaultErrorComponent: RouteFault,
  });
  const stop = router.subscribe("onResolved", () => {
    stop();
    router.update({ ...router.options, defaultPendingMs: PATIENCE_MS });
  });
  return router;
};

/** The ways in, for who is not signed in; whoever is loads none of it. */
const entryRoutes = <Parent extends AnyRoute>(runtime: Runtime, root: Parent) => {
  const part = partRoutes(runtime, root);
  const load = () => import("./entry-pages.tsx");
  return [
    part("/signin", load, "SignInRoute"),
    part("/signin/link", load, "SignInLinkRoute"),
    part("/signup", load, "SignUpRoute"),
    part("/forgot", load, "ForgotRoute"),
    part("/reset", load, "ResetRoute"),
    part("/account/reset-password", load, "ResetRoute"),
    part("/account/verify-email", load, "VerifyRoute"),
    part("/account/confirm-email", load, "ConfirmEmailRoute"),
    part("/account/unlock", load, "UnlockRoute"),
  ];
};

/** The pages of everyone's own account. */
const accountRoutes = <Parent extends AnyRoute>(runtime: Runtime, guarded: Parent) => {
  const part = partRoutes(runtime, guarded);
  return [
    part("/account", () => import("./account-route.tsx"), "AccountRoute"),
    part("/account/security", () => import("./security-route.tsx"), "SecurityRoute"),
    part("/account/privacy", () => import("./privacy-route.tsx"), "PrivacyRoute"),
    part("/account/usage", () => import("./usage-route.tsx"), "UsageRoute"),
    part("/account/billing", () => import("./billing-route.tsx"), "BillingRoute"),
  ];
};
