import { PageLink, useRuntime } from "../../shell/index.ts";
import { useTexts } from "../../texts/index.ts";
import { accountLinks } from "../account-frame.tsx";
import { MailedActionPage } from "./mailed-action-page.tsx";

/** Lifts the lock of an account with the token of a mailed link. */
export const UnlockPage = (props: { readonly token: string }) => {
  const t = useTexts();
  const { auth } = useRuntime();
  return (
    <MailedActionPage
      token={props.token}
      title={t("Unlock your account")}
      lead={t(
        "Somebody typed a wrong password several times, so sign-in is paused for some minutes. If that was you, lift the pause.",
      )}
      label={t("Let me sign in again")}
      act={(token) => auth.unlock({ token })}
      doneTitle={t("The pause is over")}
      done={t("You can sign in now.")}
      again={{ to: accountLinks.signIn, label: t("Go to sign-in") }}
      next={{ to: accountLinks.signIn, label: t("Sign in") }}
    >
      <p className="small">
        {t.rich(
          "It was not you? You need not do anything. <a>Choose a new password</a> if yours may be known.",
          { a: (words) => <PageLink to={accountLinks.forgot}>{words}</PageLink> },
        )}
      </p>
    </MailedActionPage>
  );
};
