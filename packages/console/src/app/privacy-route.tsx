import { useNavigate } from "@tanstack/react-router";
import { PrivacyPage } from "../privacy/index.ts";
import { useSession } from "../session/index.ts";

/** The privacy page of the signed-in person; the guard above it has loaded them. */
export const PrivacyRoute = () => {
  const { user } = useSession();
  const navigate = useNavigate();
  if (user === null || user === undefined) return null;
  return <PrivacyPage user={user} onSignedOut={() => void navigate({ to: "/signin" })} />;
};
