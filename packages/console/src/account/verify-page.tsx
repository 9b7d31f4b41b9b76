import { useMutation } from "@tanstack/react-query";
import { describeError } from "../client/index.ts";
import { Button, buttonClass, FormFailure, Notice } from "../kit/index.ts";
import { PageLink, sessionKey, useRuntime } from "../shell/index.ts";
import { AccountFrame } from "./account-frame.tsx";

/**
 * Confirms an e-mail address with the token of a mailed link. A press of the button spends the
 * link, not the visit: programs that look at mails before people do must not.
 */
export const VerifyPage = (props: { readonly token: string; readonly next: string }) => {
  const { auth, queries } = useRuntime();
  const verify = useMutation({
    mutationFn: () => auth.verifyEmail({ token: props.token }),
    onSuccess: () => queries.invalidateQueries({ queryKey: sessionKey }),
  });
  return (
    <AccountFrame title="Confirm your address">
      {verify.isSuccess ? (
        <div className="stack">
          <Notice tone="ok" title="Thank you">
            Your e-mail address is confirmed.
          </Notice>
          <PageLink to={props.next} className={buttonClass({ look: "primary" })}>
            Go on
          </PageLink>
        </div>
      ) : (
        <div className="stack">
          <FormFailure failure={verify.isError ? describeError(verify.error) : undefined} />
          {props.token === "" ? (
            <Notice tone="warn" title="This link is not complete">
              Open it again from the mail.
            </Notice>
          ) : (
            <Button look="primary" isPending={verify.isPending} onPress={() => verify.mutate()}>
              Yes, this is my address
            </Button>
          )}
        </div>
      )}
    </AccountFrame>
  );
};
