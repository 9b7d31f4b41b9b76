import { type ReactNode, useState } from "react";
import { type Challenge, isApiError, type SignInOutcome } from "../client/index.ts";
import { Button, FormFailure, Notice, TextField, useForm, useToasts } from "../kit/index.ts";
import { adopt } from "../session/index.ts";
import { PageLink, useRuntime } from "../shell/index.ts";
import { useTexts } from "../texts/index.ts";
import { AccountFrame, accountLinks } from "./account-frame.tsx";
import { NewPasswordField } from "./password-field.tsx";
import { emailFault, faultsOf } from "./rules.ts";
import { SecondFactorStep } from "./sign-in/second-factor-step.tsx";

/** Creates an account and signs in with it. */
export const SignUpPage = (props: {
  readonly onDone: () => void;
  readonly from?: string;
  readonly lead?: ReactNode;
}) => {
  const t = useTexts();
  const runtime = useRuntime();
  const toasts = useToasts();
  const [mustConfirm, setMustConfirm] = useState(false);
  // Whoever signs up with what they sign in with is simply let in.
  const [challenge, setChallenge] = useState<Challenge>();
  const form = useForm({
    initial: { name: "", email: "", password: "" },
    validate: (values) =>
      faultsOf({
        name: values.name.trim() === "" ? t("Tell us what to call you.") : undefined,
        email: emailFault(t, values.email),
        password: values.password === "" ? t("Choose a password.") : undefined,
      }),
    submit: async (values) => {
      const email = values.email.trim();
      await runtime.auth.signUp({ email, password: values.password, name: values.name.trim() });
      let outcome: SignInOutcome;
      try {
        outcome = await adopt(runtime, runtime.auth.signIn({ email, password: values.password }));
      } catch (error) {
        // The reply to a sign-up is the same for a known address (ID-01): the mail tells.
        if (!isApiError(error) || error.status < 400 || error.status >= 500) throw error;
        setMustConfirm(true);
        return;
      }
      if (outcome.kind === "second-factor") return setChallenge(outcome.challenge);
      toasts.succeed(
        t("Welcome. Confirm your address with the link that we sent to {email}.", { email }),
      );
      props.onDone();
    },
  });
  const search = props.from === undefined ? {} : { search: { from: props.from } };
  if (challenge !== undefined) {
    return (
      <SecondFactorStep
        challenge={challenge}
        onDone={props.onDone}
        onRestart={() => setChallenge(undefined)}
      />
    );
  }
  return (
    <AccountFrame
      title={t("Create an account")}
      {...(props.lead === undefined ? {} : { lead: props.lead })}
      below={
        <p>
          {t.rich("Have an account? <a>Sign in</a>", {
            a: (words) => (
              <PageLink to={accountLinks.signIn} {...search}>
                {words}
              </PageLink>
            ),
          })}
        </p>
      }
    >
      {mustConfirm ? (
        <Notice tone="ok" title={t("Look into your mail")}>
          {t("We sent a message to {email}. It tells you how to go on.", {
            email: form.values.email,
          })}
        </Notice>
      ) : (
        <form {...form.form} className="stack" aria-label={t("Create an account")}>
          <FormFailure failure={form.failure} />
          <TextField {...form.text("name")} label={t("Your name")} autoComplete="name" />
          <TextField
            {...form.text("email")}
            label={t("E-mail address")}
            type="email"
            inputMode="email"
            autoComplete="username"
          />
          <NewPasswordField
            {...form.text("password")}
            label={t("Password")}
            email={form.values.email}
            personName={form.values.name}
          />
          <Button type="submit" look="primary" isPending={form.isPending}>
            {t("Create account")}
          </Button>
        </form>
      )}
    </AccountFrame>
  );
};
