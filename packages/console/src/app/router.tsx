import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouteComponent,
  redirect,
  useNavigate,
  useSearch,
} from "@tanstack/react-router";
import {
  ConfirmEmailPage,
  ForgotPage,
  ResetPage,
  SignedInOnly,
  SignInLinkPage,
  SignInPage,
  SignUpPage,
  UnlockPage,
  VerifyPage,
} from "../account/index.ts";
import { requireSession } from "../session/index.ts";
import {
  loadPart,
  plainSearch,
  RouteFault,
  type Runtime,
  safeReturn,
  toTarget,
  useLinkToken,
} from "../shell/index.ts";
import { createAdminRoutes } from "./admin-routes.ts";
import { Frame } from "./frame.tsx";
import { HomePage, NotFoundPage } from "./home-page.tsx";
import { createOperationsRoutes } from "./operations-routes.ts";

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
  const page = (path: string, component: RouteComponent) =>
    createRoute({ getParentRoute: () => root, path, component });
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
  const account = createRoute({
    getParentRoute: () => guarded,
    path: "/account",
    component: lazyRouteComponent(
      () => loadPart(runtime, () => import("./account-route.tsx")),
      "AccountRoute",
    ),
  });
  const security = createRoute({
    getParentRoute: () => guarded,
    path: "/account/security",
    component: lazyRouteComponent(
      () => loadPart(runtime, () => import("./security-route.tsx")),
      "SecurityRoute",
    ),
  });
  const usage = createRoute({
    getParentRoute: () => guarded,
    path: "/account/usage",
    component: lazyRouteComponent(
      () => loadPart(runtime, () => import("./usage-route.tsx")),
      "UsageRoute",
    ),
  });
  const billing = createRoute({
    getParentRoute: () => guarded,
    path: "/account/billing",
    component: lazyRouteComponent(
      () => loadPart(runtime, () => import("./billing-route.tsx")),
      "BillingRoute",
    ),
  });
  const operations = createOperationsRoutes(runtime, guarded);
  const admin = createAdminRoutes(runtime, guarded);
  return createRouter({
    routeTree: root.addChildren([
      page("/", HomePage),
      page("/signin", SignInRoute),
      page("/signin/link", SignInLinkRoute),
      page("/signup", SignUpRoute),
      page("/forgot", ForgotPage),
      page("/reset", ResetRoute),
      page("/account/reset-password", ResetRoute),
      page("/account/verify-email", VerifyRoute),
      page("/account/confirm-email", ConfirmEmailRoute),
      page("/account/unlock", UnlockRoute),
      page(
        "/mailbox",
        lazyRouteComponent(
          () => loadPart(runtime, () => import("./mailbox-page.tsx")),
          "MailboxPage",
        ),
      ),
      guarded.addChildren([account, security, usage, billing, ...operations, ...admin]),
    ]),
    basepath,
    ...plainSearch,
    defaultPendingMs: 200,
    defaultErrorComponent: RouteFault,
  });
};

/** The parameters of the address as strings. */
const useParameters = (): Readonly<Record<string, string>> => useSearch({ strict: false });

const useReturn = () => {
  const navigate = useNavigate();
  const { from } = useParameters();
  const { to, search } = toTarget(safeReturn(from, "/account"));
  return {
    onDone: () => void navigate({ to, search }),
    ...(from === undefined ? {} : { from }),
  };
};

const SignInRoute = () => <SignInPage {...useReturn()} />;
const SignInLinkRoute = () => {
  const navigate = useNavigate();
  return (
    <SignInLinkPage
      token={useLinkToken()}
      // Back must not lead to a link that is used up.
      onDone={() => void navigate({ to: "/account", replace: true })}
    />
  );
};
const SignUpRoute = () => <SignUpPage {...useReturn()} />;
const ResetRoute = () => <ResetPage token={useLinkToken()} />;
const VerifyRoute = () => <VerifyPage token={useLinkToken()} next="/account" />;
const ConfirmEmailRoute = () => <ConfirmEmailPage token={useLinkToken()} />;
const UnlockRoute = () => <UnlockPage token={useLinkToken()} />;
