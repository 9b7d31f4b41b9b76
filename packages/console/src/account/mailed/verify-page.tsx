import { sessionKey, useRuntime } from "../../shell/index.ts";
import { useTexts } from "../../texts/index.ts";
import { accountLinks } from "../account-frame.tsx";
import { MailedActionPage } from "./mailed-action-page.tsx";

/** Confirms an e-mail address with the token of a mailed link. */
export const VerifyPage = (props: { readonly token: string; readonly next: string }) => {
  const t = useTexts();
  const { auth, queries } = useRuntime();
  return (
    <MailedActionPage
      token={props.token}
      title={t("Confirm your address")}
      lead={t("Then mails about your account reach you, such as the one for a new password.")}
      label={t("Yes, this is my address")}
      act={async (token) => {
        await auth.verifyEmail({ token });
        await queries.invalidateQueries({ queryKey: sessionKey });
      }}
      doneTitle={t("Thank you")}
      done={t("Your e-mail address is confirmed.")}
      next={{ to: props.next, label: t("Go on") }}
      again={{ to: accountLinks.account, label: t("Your account") }}
    >
      <p className="small">
        {t("It was not you who signed up? You need not do anything. Only a press confirms it.")}
      </p>
    </MailedActionPage>
  );
};
