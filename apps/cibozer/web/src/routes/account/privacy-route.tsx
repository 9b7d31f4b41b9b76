import { PrivacyPage, useSession } from "@plinth/console";
import { useNavigate } from "@tanstack/react-router";

/** /account/privacy, loaded by those who go there. */
export const PrivacyRoute = () => {
  const { user } = useSession();
  const navigate = useNavigate();
  if (user === null || user === undefined) return null;
  return <PrivacyPage user={user} onSignedOut={() => void navigate({ to: "/signin" })} />;
};
