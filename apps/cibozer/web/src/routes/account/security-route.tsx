import { SecurityPage, useSession } from "@plinth/console";
import { useNavigate } from "@tanstack/react-router";

/** /account/security, loaded by those who go there. */
export const SecurityRoute = () => {
  const { user } = useSession();
  const navigate = useNavigate();
  if (user === null || user === undefined) return null;
  return <SecurityPage user={user} onSignedOut={() => void navigate({ to: "/signin" })} />;
};
