import { sessionKey, useRuntime } from "../../shell/index.ts";
import { MailedActionPage } from "./mailed-action-page.tsx";

/** Confirms an e-mail address with the token of a mailed link. */
export const VerifyPage = (props: { readonly token: string; readonly next: string }) => {
  const { auth, queries } = useRuntime();
  return (
    <MailedActionPage
      token={props.token}
      title="Confirm your address"
      label="Yes, this is my address"
      act={async (token) => {
        await auth.verifyEmail({ token });
        await queries.invalidateQueries({ queryKey: sessionKey });
      }}
      doneTitle="Thank you"
      done="Your e-mail address is confirmed."
      next={{ to: props.next, label: "Go on" }}
    />
  );
};
