import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { FactorOverview, StepUpNeed } from "../../client/index.ts";
import { Button, buttonClass, Dialog, ErrorState, Notice, Skeleton } from "../../kit/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { accountLinks } from "../account-frame.tsx";
import { StepUpForm } from "./step-up-form.tsx";
import { type StepUpMethod, stepUpMethods } from "./step-up-methods.ts";

/** The window in which a person confirms who they are; closing it calls off what they were doing. */
export const StepUpWindow = (props: { readonly need: StepUpNeed }) => {
  const { auth, stepUp } = useRuntime();
  const overview = useQuery({
    queryKey: ["step-up", props.need.level],
    queryFn: ({ signal }) => auth.factors(signal),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Dialog title="Confirm that it is you" isOpen isNarrow onClose={stepUp.cancel}>
      {overview.isError && (
        <ErrorState error={overview.error} onRetry={() => void overview.refetch()} />
      )}
      {overview.isPending && <Skeleton lines={4} />}
      {overview.isSuccess && (
        <Methods key={props.need.level} need={props.need} overview={overview.data} />
      )}
    </Dialog>
  );
};

const others: Readonly<Record<StepUpMethod, string>> = {
  password: "Use your password",
  totp: "Use a code from your app",
  recovery: "Use a recovery code",
};

const Methods = (props: { readonly need: StepUpNeed; readonly overview: FactorOverview }) => {
  const methods = stepUpMethods(props.need, props.overview);
  const [chosen, setChosen] = useState<StepUpMethod>();
  const method = chosen ?? methods[0];
  if (method === undefined) return <NoFactor />;
  return (
    <div className="stack">
      <p className="soft">
        {props.need.level === 2 && method !== "password"
          ? "What you are about to do needs your second factor."
          : "What you are about to do is important. So we ask once more."}
      </p>
      <StepUpForm
        key={method}
        method={method}
        level={method === "password" ? props.overview.assurance : 2}
      />
      <div className="stack stack-tight stack-start">
        {methods
          .filter((one) => one !== method)
          .map((one) => (
            <Button key={one} look="quiet" onPress={() => setChosen(one)}>
              {others[one]}
            </Button>
          ))}
      </div>
    </div>
  );
};

/** Level 2 is wanted, and there is nothing to prove it with. */
const NoFactor = () => {
  const { stepUp } = useRuntime();
  return (
    <div className="stack">
      <Notice tone="warn" title="This needs a second factor">
        You have none yet. Set up an authenticator app, then come back. It takes a minute.
      </Notice>
      <div className="dialog-actions">
        <Button onPress={stepUp.cancel}>Not now</Button>
        <PageLink
          to={accountLinks.security}
          className={buttonClass({ look: "primary" })}
          onClick={stepUp.cancel}
        >
          Go to the security settings
        </PageLink>
      </div>
    </div>
  );
};
