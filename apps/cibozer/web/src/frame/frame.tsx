import {
  DegradedNotice,
  ErrorBoundary,
  OfflineNotice,
  PageLink,
  StepUpDialog,
  ThemeToggle,
  useRuntime,
  useSession,
  useTexts,
} from "@plinth/console";
import { useRouterState } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useEffect, useState } from "react";
import { ShortcutStarter } from "../shortcuts/shortcut-starter.tsx";
import { Languages } from "./languages.tsx";
import { Menu } from "./menu.tsx";

/** The service worker's part; a page without it works as long as there is a network. */
const UpdateNotice = lazy(async () => {
  const part = await import("../offline/update-notice.tsx").catch(() => undefined);
  return { default: part?.UpdateNotice ?? (() => null) };
});

/** True once the page has loaded, and the browser has nothing better to do. */
const useIdle = (): boolean => {
  const [isIdle, setIdle] = useState(false);
  useEffect(() => {
    const rest = () => setTimeout(() => setIdle(true), 500);
    if (document.readyState === "complete") {
      const timer = rest();
      return () => clearTimeout(timer);
    }
    window.addEventListener("load", rest, { once: true });
    return () => window.removeEventListener("load", rest);
  }, []);
  return isIdle;
};

/** Head, banner, main part and foot of every page. */
export const Frame = (props: { readonly children: ReactNode }) => {
  const t = useTexts();
  const { onFault } = useRuntime();
  const isIdle = useIdle();
  // The page that is shown, not the one that is being loaded: the old one would break once more.
  const path = useRouterState({
    select: ({ resolvedLocation, location }) => (resolvedLocation ?? location).pathname,
  });
  return (
    <>
      <a className="skip-link" href="#main">
        {t("Skip to the content")}
      </a>
      <OfflineNotice />
      <DegradedNotice />
      {import.meta.env.PROD && isIdle && (
        <Suspense>
          <UpdateNotice />
        </Suspense>
      )}
      <StepUpDialog />
      <ShortcutStarter path={path} />
      <header className="masthead">
        <PageLink to="/" className="wordmark" aria-label={t("Cibozer, to the start")}>
          <img src="/favicon.svg" alt="" width="32" height="32" fetchPriority="low" />
          Cibozer
        </PageLink>
        <Navigation path={path} />
      </header>
      <main id="main" tabIndex={-1}>
        <ErrorBoundary area={t("this page")} resetKey={path} onFault={onFault}>
          {props.children}
        </ErrorBoundary>
      </main>
      <footer className="foot">
        <p>
          {t(
            "For adults; no medical advice. Nutrients: USDA SR28, computed from raw ingredients. Always check labels when an allergy matters.",
          )}
        </p>
        <Languages />
      </footer>
    </>
  );
};

/** The pages of somebody who is signed in, beside their plans. */
const OwnPages = (props: { readonly className: string }) => {
  const t = useTexts();
  return (
    <>
      <PageLink to="/recipes" className={props.className}>
        {t("Recipes")}
      </PageLink>
      <PageLink to="/profile" className={props.className}>
        {t("Who eats")}
      </PageLink>
      <PageLink to="/account" className={props.className}>
        {t("Account")}
      </PageLink>
    </>
  );
};

const Navigation = (props: { readonly path: string }) => {
  const t = useTexts();
  const { user } = useSession();
  return (
    <nav aria-label={t("Main")}>
      {user ? (
        <>
          <PageLink to="/plans" className="btn btn-quiet btn-small">
            {t("Plans")}
          </PageLink>
          <OwnPages className="btn btn-quiet btn-small nav-wide" />
        </>
      ) : (
        <>
          <PageLink to="/signin" className="btn btn-quiet btn-small">
            {t("Sign in")}
          </PageLink>
          <PageLink to="/signup" className="btn btn-primary btn-small">
            {t("Sign up")}
          </PageLink>
        </>
      )}
      <ThemeToggle />
      <Menu path={props.path}>{user && <OwnPages className="btn btn-quiet btn-small" />}</Menu>
    </nav>
  );
};
