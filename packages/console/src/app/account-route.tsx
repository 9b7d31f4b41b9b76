import { useNavigate } from "@tanstack/react-router";
import { AccountPage } from "../account/index.ts";
import { useSession } from "../session/index.ts";

/** The account page of the signed-in person; the guard above it has loaded them. */
export const AccountRoute = () => {
  const { user } = useSession();
  const navigate = useNavigate();
  if (user === null || user === undefined) return null;
  return <AccountPage user={user} onSignedOut={() => void navigate({ to: "/signin" })} />;
};
