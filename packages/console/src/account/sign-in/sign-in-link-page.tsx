import { useState } from "react";
import { describeError, type ErrorWords, isApiError } from "../../client/index.ts";
import { Button, buttonClass, FormFailure, Notice } from "../../kit/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { type Messages, useTexts } from "../../texts/index.ts";
import { AccountFrame, accountLinks } from "../account-frame.tsx";
import { SecondFactorStep } from "./second-factor-step.tsx";
import { StepAnnouncement } from "./sign-in-page.tsx";
import { type SignInFlow, useSignInFlow } from "./use-sign-in-flow.ts";

/**
 * Signs in with the token of a mailed link. A press of the button spends the link, not the visit:
 * programs that look at mails before people do must not.
 */
export const SignInLinkPage = (props: { readonly token: string; readonly onDone: () => void }) => {
  const t = useTexts();
  const flow = useSignInFlow(props.onDone);
  const { step } = flow;
  return (
    <>
      <StepAnnouncement step={step} />
      {step.kind === "second-factor" ? (
        <SecondFactorStep
          challenge={step.challenge}
          onDone={flow.onDone}
          onRestart={() => flow.restart(true)}
        />
      ) : (
        <AccountFrame title={t("Sign in by mail")} lead={t("One press, and you are in.")}>
          {step.kind === "start" && step.isOver ? (
            <SpentLink>
              {t("It is used up by now. Sign in again, or ask for another one.")}
            </SpentLink>
          ) : (
            <LinkButton token={props.token} flow={flow} />
          )}
        </AccountFrame>
      )}
    </>
  );
};

const LinkButton = (props: { readonly token: string; readonly flow: SignInFlow }) => {
  const t = useTexts();
  const { auth } = useRuntime();
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<ErrorWords>();
  const [isSpent, setSpent] = useState(props.token === "");
  const enter = async () => {
    setPending(true);
    setFailure(undefined);
    try {
      await props.flow.take(auth.signInByLink({ token: props.token }), "");
    } catch (error) {
      setSpent(isApiError(error) && error.status === 400);
      setFailure(describeError(t, error));
    } finally {
      setPending(false);
    }
  };
  if (isSpent)
    return <SpentLink>{t.of(props.token === "" ? spent.incomplete : spent.used)}</SpentLink>;
  return (
    <div className="stack mailed">
      <FormFailure failure={failure} />
      <Button look="primary" isPending={isPending} onPress={() => void enter()}>
        {t("Sign in")}
      </Button>
    </div>
  );
};

const spent = {
  incomplete: "Open it again from the mail, or ask for a new one.",
  used: "It was used already, or is older than 15 minutes. Only the newest one works.",
} as const satisfies Messages;

const SpentLink = (props: { readonly children: string }) => {
  const t = useTexts();
  return (
    <div className="stack mailed">
      <Notice tone="warn" title={t("This link does not work")}>
        {props.children}
      </Notice>
      <PageLink to={accountLinks.signIn} className={buttonClass({ look: "primary" })}>
        {t("Go to sign-in")}
      </PageLink>
    </div>
  );
};
