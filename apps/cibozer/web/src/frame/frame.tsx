import {
  DegradedNotice,
  ErrorBoundary,
  OfflineNotice,
  PageLink,
  StepUpDialog,
  ThemeToggle,
  useRuntime,
  useSession,
} from "@plinth/console";
import { useRouterState } from "@tanstack/react-router";
import type { ReactNode } from "react";

/** Head, banner, main part and foot of every page. */
export const Frame = (props: { readonly children: ReactNode }) => {
  const { onFault } = useRuntime();
  // The page that is shown, not the one that is being loaded: the old one would break once more.
  const path = useRouterState({
    select: ({ resolvedLocation, location }) => (resolvedLocation ?? location).pathname,
  });
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <OfflineNotice />
      <DegradedNotice />
      <StepUpDialog />
      <header className="masthead">
        <PageLink to="/" className="wordmark" aria-label="Cibozer, to the start">
          <img src="/favicon.svg" alt="" width="32" height="32" />
          Cibozer
        </PageLink>
        <Navigation />
      </header>
      <main id="main" tabIndex={-1}>
        <ErrorBoundary area="this page" resetKey={path} onFault={onFault}>
          {props.children}
        </ErrorBoundary>
      </main>
      <footer className="foot">
        <p>
          For adults; no medical advice. Nutrients: USDA SR28, computed from raw ingredients. Always
          check labels when an allergy matters.
        </p>
      </footer>
    </>
  );
};

const Navigation = () => {
  const { user } = useSession();
  return (
    <nav aria-label="Main">
      {user ? (
        <>
          <PageLink to="/plans" className="btn btn-quiet btn-small">
            Plans
          </PageLink>
          <PageLink to="/account" className="btn btn-quiet btn-small">
            Account
          </PageLink>
        </>
      ) : (
        <>
          <PageLink to="/signin" className="btn btn-quiet btn-small">
            Sign in
          </PageLink>
          <PageLink to="/signup" className="btn btn-primary btn-small">
            Sign up
          </PageLink>
        </>
      )}
      <ThemeToggle />
    </nav>
  );
};
