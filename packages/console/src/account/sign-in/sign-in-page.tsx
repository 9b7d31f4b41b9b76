import { type Messages, useTexts } from "../../texts/index.ts";
import { LinkSentStep } from "./link-sent-step.tsx";
import { SecondFactorStep } from "./second-factor-step.tsx";
import { StartStep } from "./start-step.tsx";
import { type SignInStep, useSignInFlow } from "./use-sign-in-flow.ts";

/** Signs in, step by step, then hands over to `onDone`. */
export const SignInPage = (props: {
  readonly onDone: () => void;
  /** Carried along to the sign-up page, so that it returns to the same place. */
  readonly from?: string;
}) => {
  const flow = useSignInFlow(props.onDone);
  const { step } = flow;
  return (
    <>
      <StepAnnouncement step={step} />
      {step.kind === "start" && (
        <StartStep
          flow={flow}
          email={step.email}
          isOver={step.isOver}
          {...(props.from === undefined ? {} : { from: props.from })}
        />
      )}
      {step.kind === "second-factor" && (
        <SecondFactorStep
          challenge={step.challenge}
          onDone={flow.onDone}
          onRestart={flow.restart}
        />
      )}
      {step.kind === "link-sent" && (
        <LinkSentStep email={step.email} onBack={() => flow.restart(false)} />
      )}
    </>
  );
};

const announcements = {
  "second-factor": "One more step: a code is needed.",
  "link-sent": "A link is on its way. Look into your mail.",
  over: "Please begin again.",
} as const satisfies Messages;

/** Tells a screen reader that the page has changed under its title. */
export const StepAnnouncement = ({ step }: { readonly step: SignInStep }) => {
  const t = useTexts();
  const isStart = step.kind === "start";
  const words = isStart ? step.isOver && announcements.over : announcements[step.kind];
  return (
    <p role="status" className="visually-hidden">
      {words !== false && t.of(words)}
    </p>
  );
};
