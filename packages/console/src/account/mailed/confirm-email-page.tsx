import { forgetPerson } from "../../session/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { useTexts } from "../../texts/index.ts";
import { accountLinks } from "../account-frame.tsx";
import { MailedActionPage } from "./mailed-action-page.tsx";

/** Makes a new e-mail address count, with the token of the link that was mailed to it. */
export const ConfirmEmailPage = (props: { readonly token: string }) => {
  const t = useTexts();
  const runtime = useRuntime();
  return (
    <MailedActionPage
      token={props.token}
      title={t("Confirm your new address")}
      lead={t(
        "From then on you sign in with it. You are signed out everywhere, so that only you come in again.",
      )}
      label={t("Yes, use this address")}
      act={async (token) => {
        await runtime.auth.confirmEmailChange({ token });
        forgetPerson(runtime);
      }}
      doneTitle={t("Your address is changed")}
      done={t("Sign in again with the new one.")}
      again={{ to: accountLinks.account, label: t("Your account") }}
      next={{ to: accountLinks.signIn, label: t("Sign in") }}
    />
  );
};
