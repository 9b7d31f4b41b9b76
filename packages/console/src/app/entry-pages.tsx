import { useNavigate, useSearch } from "@tanstack/react-router";
import {
  ConfirmEmailPage,
  ForgotPage,
  ResetPage,
  SignInLinkPage,
  SignInPage,
  SignUpPage,
  UnlockPage,
  VerifyPage,
} from "../account/index.ts";
import { safeReturn, toTarget, useLinkToken } from "../shell/index.ts";

/** The parameters of the address as strings. */
const useParameters = (): Readonly<Record<string, string>> => useSearch({ strict: false });

const useReturn = () => {
  const navigate = useNavigate();
  const { from } = useParameters();
  const { to, search } = toTarget(safeReturn(from, "/account"));
  return {
    onDone: () => void navigate({ to, search }),
    ...(from === undefined ? {} : { from }),
  };
};

/** Signing in. */
export const SignInRoute = () => <SignInPage {...useReturn()} />;

/** Signing in by a link of a mail. */
export const SignInLinkRoute = () => {
  const navigate = useNavigate();
  return (
    <SignInLinkPage
      token={useLinkToken()}
      // Back must not lead to a link that is used up.
      onDone={() => void navigate({ to: "/account", replace: true })}
    />
  );
};

/** Making an account. */
export const SignUpRoute = () => <SignUpPage {...useReturn()} />;

/** Setting a password by a link of a mail. */
export const ResetRoute = () => <ResetPage token={useLinkToken()} />;

/** Confirming the address of a new account. */
export const VerifyRoute = () => <VerifyPage token={useLinkToken()} next="/account" />;

/** Confirming another address. */
export const ConfirmEmailRoute = () => <ConfirmEmailPage token={useLinkToken()} />;

/** Opening an account before its lock ends. */
export const UnlockRoute = () => <UnlockPage token={useLinkToken()} />;

/** Asking for a link to set a password. */
export const ForgotRoute = ForgotPage;
