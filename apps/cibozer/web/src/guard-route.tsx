import { SignedInOnly, useSession } from "@plinth/console";
import { Outlet } from "@tanstack/react-router";
import { LettersProvider } from "./letters/letters.tsx";

/**
 * Around every page that needs a person: those load nothing of signing in, and who signs in nothing
 * of these (PERF-04).
 */
export const GuardRoute = () => {
  const { user } = useSession();
  return (
    <SignedInOnly>
      <LettersProvider key={user?.id ?? ""} owner={user?.id ?? ""}>
        <Outlet />
      </LettersProvider>
    </SignedInOnly>
  );
};
