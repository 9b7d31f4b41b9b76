import {
  AccountPage,
  ConfirmEmailPage,
  ForgotPage,
  ResetPage,
  SignInLinkPage,
  SignInPage,
  SignUpPage,
  safeReturn,
  toTarget,
  UnlockPage,
  useLinkToken,
  useSession,
  useTexts,
  VerifyPage,
} from "@plinth/console";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { forgetWishes } from "../../api/kept-wishes.ts";
import { AccountExtras } from "../../feedback/account-extras.tsx";

/** Signing in and the account; loaded when first needed. */
export { ForgotPage as ForgotRoute };

const useParameters = (): Readonly<Record<string, string | undefined>> =>
  useSearch({ strict: false });

/** Goes where the person came from, once they are signed in. */
const useReturn = () => {
  const navigate = useNavigate();
  const { from } = useParameters();
  return {
    onDone: () => void navigate(toTarget(safeReturn(from, "/plans"))),
    ...(from === undefined ? {} : { from }),
  };
};

/** Who has nothing that waits here, and that is nearly everybody, can sign in without it. */
const LeftNotice = lazy(async () => {
  const part = await import("../../offline/left-notice.tsx").catch(() => undefined);
  return { default: part?.LeftNotice ?? (() => null) };
});

/** /signin */
export const SignInRoute = () => (
  <>
    <Suspense>
      <LeftNotice />
    </Suspense>
    <SignInPage {...useReturn()} />
  </>
);

/** /signin/link#token=… */
export const SignInLinkRoute = () => {
  const navigate = useNavigate();
  return (
    <SignInLinkPage
      token={useLinkToken()}
      // Back must not lead to a link that is used up.
      onDone={() => void navigate({ to: "/plans", replace: true })}
    />
  );
};

/** /signup */
export const SignUpRoute = () => {
  const t = useTexts();
  return (
    <SignUpPage
      {...useReturn()}
      lead={t("Free. Your plans, swaps and grocery lists are kept for you.")}
    />
  );
};

/** /reset#token=… */
export const ResetRoute = () => <ResetPage token={useLinkToken()} />;

/** /account/verify-email#token=… */
export const VerifyRoute = () => <VerifyPage token={useLinkToken()} next="/plans" />;

/** /account/confirm-email#token=… */
export const ConfirmEmailRoute = () => <ConfirmEmailPage token={useLinkToken()} />;

/** /account/unlock#token=… */
export const UnlockRoute = () => <UnlockPage token={useLinkToken()} />;

/** /account */
export const AccountRoute = () => {
  const { user } = useSession();
  const navigate = useNavigate();
  if (user === null || user === undefined) return null;
  return (
    <AccountPage
      user={user}
      onSignedOut={() => {
        // Allergens and notes of a plan that was begun are nobody else's.
        forgetWishes();
        void navigate({ to: "/" });
      }}
    >
      <AccountExtras />
    </AccountPage>
  );
};
