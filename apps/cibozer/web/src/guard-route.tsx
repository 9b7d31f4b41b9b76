import { SignedInOnly, useSession } from "@plinth/console";
import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense } from "react";

/** Loaded for who is signed in: whoever signs in needs none of its calls. */
const LettersProvider = lazy(async () => ({
  default: (await import("./letters/letters.tsx")).LettersProvider,
}));

/** Around every page that needs a person: those load nothing of signing in (PERF-04). */
export const GuardRoute = () => {
  const { user } = useSession();
  return (
    <SignedInOnly>
      <Suspense>
        <LettersProvider key={user?.id ?? ""} owner={user?.id ?? ""}>
          <Outlet />
        </LettersProvider>
      </Suspense>
    </SignedInOnly>
  );
};
