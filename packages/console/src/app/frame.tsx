import { useRouterState } from "@tanstack/react-router";
import { type ReactNode, useLayoutEffect } from "react";
import { StepUpDialog } from "../account/index.ts";
import { ADMIN_PAGES } from "../admin/admin-pages.ts";
import { usePermissions } from "../admin/permissions.ts";
import { openGroups } from "../operations/operations-pages.ts";
import { useSession } from "../session/index.ts";
import {
  DegradedNotice,
  ErrorBoundary,
  OfflineNotice,
  PageLink,
  ThemeToggle,
  useRuntime,
} from "../shell/index.ts";
import { Shortcuts } from "./shortcuts/shortcuts.tsx";

/** Head, banner and main part of every console page. */
export const Frame = (props: { readonly children: ReactNode }) => {
  const { onFault } = useRuntime();
  const { user } = useSession();
  // The page that is shown, not the one that is being loaded: the old one would break once more.
  const path = useRouterState({
    select: ({ resolvedLocation, location }) => (resolvedLocation ?? location).pathname,
  });
  // What the page had in sight until now (index.html).
  useLayoutEffect(() => document.getElementById("first-head")?.remove(), []);
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <OfflineNotice />
      <DegradedNotice />
      <StepUpDialog />
      {user && <Shortcuts />}
      <header className="masthead">
        <PageLink to="/" className="wordmark">
          <Mark />
          <span className="wordmark-text">Plinth</span>
        </PageLink>
        <nav aria-label="Main">
          {user && <AdminLinks />}
          <PageLink to="/mailbox" className="btn btn-quiet btn-small">
            Mailbox
          </PageLink>
          <PageLink to={user ? "/account" : "/signin"} className="btn btn-quiet btn-small">
            {user ? "Account" : "Sign in"}
          </PageLink>
          <ThemeToggle />
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        <ErrorBoundary area="this page" resetKey={path} onFault={onFault}>
          {props.children}
        </ErrorBoundary>
      </main>
    </>
  );
};

/** The pages of whoever administers or operates, as far as they open to the person. */
const AdminLinks = () => {
  const { may } = usePermissions();
  const first = ADMIN_PAGES.find(({ permission }) => may(permission));
  const operations = openGroups(may)[0]?.pages[0];
  return (
    <>
      {first !== undefined && (
        <PageLink to={first.to} className="btn btn-quiet btn-small">
          Admin
        </PageLink>
      )}
      {operations !== undefined && (
        <PageLink to={operations.to} className="btn btn-quiet btn-small">
          Operations
        </PageLink>
      )}
    </>
  );
};

/** A column on its plinth. */
const Mark = () => (
  <svg aria-hidden="true" width="26" height="26" viewBox="0 0 26 26" fill="var(--brand)">
    <path d="M7 2h12v3H7zM9 6.5h2v10H9zM12 6.5h2v10h-2zM15 6.5h2v10h-2zM6 18h14v2.5H6zM3 22h20v3H3z" />
  </svg>
);
