import { SignedInOnly, useAccountLanguage, useSession } from "@plinth/console";
import { Outlet } from "@tanstack/react-router";
import { LettersProvider } from "../letters/letters.tsx";
import { loadTexts } from "../texts.ts";

/**
 * Around every page that needs a person: those load nothing of signing in, and who signs in nothing
 * of these (PERF-04).
 */
export const GuardRoute = () => {
  const { user } = useSession();
  useAccountLanguage(user?.language, loadTexts);
  return (
    <SignedInOnly>
      <LettersProvider key={user?.id ?? ""} owner={user?.id ?? ""}>
        <Outlet />
      </LettersProvider>
    </SignedInOnly>
  );
};
