import { useNavigate } from "@tanstack/react-router";
import { SecurityPage } from "../security/index.ts";
import { useSession } from "../session/index.ts";

/** The security page of the signed-in person; the guard above it has loaded them. */
export const SecurityRoute = () => {
  const { user } = useSession();
  const navigate = useNavigate();
  if (user === null || user === undefined) return null;
  return <SecurityPage user={user} onSignedOut={() => void navigate({ to: "/signin" })} />;
};
