import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type AuthApi, isApiError, type PasskeysApi, type StepUpNeed } from "../../client/index.ts";
import { Button, buttonClass, Dialog, ErrorState, Notice, Skeleton } from "../../kit/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { type Messages, useTexts } from "../../texts/index.ts";
import { accountLinks } from "../account-frame.tsx";
import { canUsePasskeys } from "../sign-in/use-passkeys.ts";
import { StepUpByPasskey } from "./step-up-by-passkey.tsx";
import { StepUpForm } from "./step-up-form.tsx";
import { type StepUpMethod, type StepUpWays, stepUpMethods } from "./step-up-methods.ts";

/** The window in which a person confirms who they are; closing it calls off what they were doing. */
export const StepUpWindow = (props: { readonly need: StepUpNeed }) => {
  const t = useTexts();
  const { auth, passkeys, stepUp } = useRuntime();
  const ways = useQuery({
    queryKey: ["step-up", props.need.level],
    queryFn: ({ signal }) => loadWays(auth, passkeys, signal),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Dialog title={t("Confirm that it is you")} isOpen isNarrow onClose={stepUp.cancel}>
      {ways.isError && <ErrorState error={ways.error} onRetry={() => void ways.refetch()} />}
      {ways.isPending && <Skeleton lines={4} />}
      {ways.isSuccess && <Methods key={props.need.level} need={props.need} ways={ways.data} />}
    </Dialog>
  );
};

/** Asks what there is to confirm with; an application without passkeys has none. */
const loadWays = async (
  auth: AuthApi,
  passkeys: PasskeysApi,
  signal: AbortSignal,
): Promise<StepUpWays> => {
  const hasPasskey = async (): Promise<boolean> => {
    if (!canUsePasskeys()) return false;
    try {
      const list = await passkeys.list(signal);
      return list.available && list.passkeys.length > 0;
    } catch (error) {
      if (isApiError(error, "NOT_FOUND")) return false;
      throw error;
    }
  };
  const [overview, hasOne] = await Promise.all([auth.factors(signal), hasPasskey()]);
  return { ...overview, hasPasskey: hasOne };
};

const others = {
  passkey: "Use a passkey",
  password: "Use your password",
  totp: "Use a code from your app",
  recovery: "Use a recovery code",
} as const satisfies Messages;

const Methods = (props: { readonly need: StepUpNeed; readonly ways: StepUpWays }) => {
  const t = useTexts();
  const methods = stepUpMethods(props.need, props.ways);
  const [chosen, setChosen] = useState<StepUpMethod>();
  const method = chosen ?? methods[0];
  if (method === undefined) return <NoFactor />;
  return (
    <div className="stack">
      <p className="soft">
        {t(
          props.need.level > props.ways.assurance
            ? "This needs your second factor."
            : "Before a change like this we ask again.",
        )}
      </p>
      {method === "passkey" ? (
        <StepUpByPasskey />
      ) : (
        <StepUpForm
          key={method}
          method={method}
          level={method === "password" ? props.ways.assurance : 2}
        />
      )}
      <div className="stack stack-tight stack-start">
        {methods
          .filter((one) => one !== method)
          .map((one) => (
            <Button key={one} look="quiet" onPress={() => setChosen(one)}>
              {t.of(others[one])}
            </Button>
          ))}
      </div>
    </div>
  );
};

/** Level 2 is wanted, and there is nothing to prove it with. */
const NoFactor = () => {
  const t = useTexts();
  const { stepUp } = useRuntime();
  return (
    <div className="stack">
      <Notice tone="warn" title={t("This needs a second factor")}>
        {t(
          "You have none yet. Set up an authenticator app or a passkey, then come back. It takes a minute.",
        )}
      </Notice>
      <div className="dialog-actions">
        <Button onPress={stepUp.cancel}>{t("Not now")}</Button>
        <PageLink
          to={accountLinks.security}
          className={buttonClass({ look: "primary" })}
          onClick={stepUp.cancel}
        >
          {t("Go to the security settings")}
        </PageLink>
      </div>
    </div>
  );
};
