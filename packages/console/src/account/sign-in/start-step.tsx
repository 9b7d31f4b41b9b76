import { useState } from "react";
import { describeError, type ErrorWords } from "../../client/index.ts";
import { Button, FormFailure, Icon, Notice, TextField, useForm } from "../../kit/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { useTexts } from "../../texts/index.ts";
import { AccountFrame, accountLinks, useFocusFirst } from "../account-frame.tsx";
import { PasswordField } from "../password-field.tsx";
import { emailFault, faultsOf } from "../rules.ts";
import { usePasskeySignIn } from "./use-passkeys.ts";
import type { SignInFlow } from "./use-sign-in-flow.ts";

/** The first step: address and password, or one of the other ways in. */
export const StartStep = (props: {
  readonly flow: SignInFlow;
  readonly email: string;
  /** The second step of an earlier attempt cannot be completed any more. */
  readonly isOver: boolean;
  /** Carried along to the sign-up page, so that it returns to the same place. */
  readonly from?: string;
}) => {
  const t = useTexts();
  const place = useFocusFirst();
  const search = props.from === undefined ? {} : { search: { from: props.from } };
  return (
    <AccountFrame
      title={t("Sign in")}
      below={
        <p>
          {t.rich("New here? <a>Create an account</a>", {
            a: (words) => (
              <PageLink to={accountLinks.signUp} {...search}>
                {words}
              </PageLink>
            ),
          })}
        </p>
      }
    >
      <div className="stack">
        {props.isOver && (
          <Notice tone="warn" title={t("Please begin again")}>
            {t("The sign-in took too long, or there were too many wrong codes.")}
          </Notice>
        )}
        <div ref={place}>
          <StartForm flow={props.flow} email={props.email} />
        </div>
      </div>
    </AccountFrame>
  );
};

const StartForm = ({ flow, email }: { readonly flow: SignInFlow; readonly email: string }) => {
  const t = useTexts();
  const { auth } = useRuntime();
  const form = useForm({
    initial: { email, password: "" },
    validate: (values) =>
      faultsOf({
        email: emailFault(t, values.email),
        password: values.password === "" ? t("Enter your password.") : undefined,
      }),
    submit: async (values) => {
      const address = values.email.trim();
      await flow.take(auth.signIn({ email: address, password: values.password }), address);
    },
    retryAt: "password",
  });
  return (
    <form {...form.form} className="stack" aria-label={t("Sign in")}>
      <FormFailure failure={form.failure} />
      <TextField
        {...form.text("email")}
        label={t("E-mail address")}
        type="email"
        inputMode="email"
        // The browser offers passkeys where it offers addresses.
        autoComplete="username webauthn"
        isVerbatim
      />
      <PasswordField
        {...form.text("password")}
        label={t("Password")}
        autoComplete="current-password"
      />
      <Button type="submit" look="primary" isPending={form.isPending}>
        {t("Sign in")}
      </Button>
      <p className="small">
        <PageLink to={accountLinks.forgot}>{t("Forgot your password?")}</PageLink>
      </p>
      <OtherWays
        flow={flow}
        email={form.values.email}
        requireEmail={() => form.judge(["email"])}
        onFailure={form.fail}
      />
    </form>
  );
};

/** Ways in without a password. */
const OtherWays = (props: {
  readonly flow: SignInFlow;
  readonly email: string;
  /** True when the address can be used; says what is wrong with it otherwise. */
  readonly requireEmail: () => boolean;
  readonly onFailure: (failure: ErrorWords | undefined) => void;
}) => {
  const t = useTexts();
  const { auth } = useRuntime();
  const [isSending, setSending] = useState(false);
  const sendLink = async () => {
    if (!props.requireEmail()) return;
    const email = props.email.trim();
    setSending(true);
    props.onFailure(undefined);
    try {
      await auth.requestLink({ email });
      props.flow.linkSent(email);
    } catch (error) {
      props.onFailure(describeError(t, error));
    } finally {
      setSending(false);
    }
  };
  const passkey = usePasskeySignIn({ onDone: props.flow.onDone, onFailure: props.onFailure });
  return (
    <div className="stack stack-tight">
      <p className="or-line small soft">{t("or")}</p>
      {passkey.isOffered && (
        <Button isPending={passkey.isPending} onPress={passkey.signIn}>
          <Icon name="key" />
          {t("Sign in with a passkey")}
        </Button>
      )}
      <Button isPending={isSending} onPress={() => void sendLink()}>
        <Icon name="mail" />
        {t("Mail me a link instead")}
      </Button>
    </div>
  );
};
