import { useState } from "react";
import type { Challenge, SignInOutcome } from "../../client/index.ts";
import { adopt } from "../../session/index.ts";
import { useRuntime } from "../../shell/index.ts";

/** Where somebody is on the way in. */
export type SignInStep =
  | { readonly kind: "start"; readonly email: string; readonly isOver: boolean }
  | { readonly kind: "second-factor"; readonly challenge: Challenge; readonly email: string }
  | { readonly kind: "link-sent"; readonly email: string };

/** What the steps of a sign-in may do. */
export interface SignInFlow {
  readonly step: SignInStep;
  /** Takes the outcome of a first step, whichever way: hands over, or asks for the second factor. */
  readonly take: (attempt: Promise<SignInOutcome>, email: string) => Promise<void>;
  /** Back to the first step; `isOver` when the second one cannot be completed any more. */
  readonly restart: (isOver: boolean) => void;
  readonly linkSent: (email: string) => void;
  readonly onDone: () => void;
}

/** Keeps the step; the address that was typed goes along. */
export const useSignInFlow = (onDone: () => void): SignInFlow => {
  const runtime = useRuntime();
  const [step, setStep] = useState<SignInStep>({ kind: "start", email: "", isOver: false });
  return {
    step,
    take: async (attempt, email) => {
      const outcome = await adopt(runtime, attempt);
      if (outcome.kind === "signed-in") onDone();
      else setStep({ kind: "second-factor", challenge: outcome.challenge, email });
    },
    restart: (isOver) => setStep((before) => ({ kind: "start", email: before.email, isOver })),
    linkSent: (email) => setStep({ kind: "link-sent", email }),
    onDone,
  };
};
