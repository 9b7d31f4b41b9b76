import { useState } from "react";
import { describeError } from "../client/index.ts";
import { Button, buttonClass, FormFailure, Notice, useForm } from "../kit/index.ts";
import { PageLink, useRuntime } from "../shell/index.ts";
import { AccountFrame, accountLinks } from "./account-frame.tsx";
import { NewPasswordField } from "./password-field.tsx";
import { faultsOf } from "./rules.ts";

const spent = [
  "This link does not work any more",
  "It was used already or is too old. Ask for a new one.",
] as const;
const spentCodes = {
  AUTHENTICATION_ERROR: spent,
  NOT_FOUND: spent,
  CONFLICT: spent,
  INVALID_TOKEN: spent,
  TOKEN_INVALID: spent,
  RESET_TOKEN_INVALID: spent,
};

/** Chooses a new password with the token of a mailed link. */
export const ResetPage = (props: { readonly token: string }) => {
  const { auth } = useRuntime();
  const [isDone, setDone] = useState(false);
  const form = useForm({
    initial: { password: "" },
    validate: (values) =>
      faultsOf({ password: values.password === "" ? "Choose a password." : undefined }),
    submit: async (values) => {
      await auth.resetPassword({ token: props.token, password: values.password });
      setDone(true);
    },
    describe: (error) => describeError(error, spentCodes),
  });
  if (props.token === "") {
    return (
      <AccountFrame title="Choose a new password">
        <Notice tone="warn" title={spent[0]}>
          The link is not complete. <PageLink to={accountLinks.forgot}>Ask for a new one</PageLink>
        </Notice>
      </AccountFrame>
    );
  }
  return (
    <AccountFrame
      title="Choose a new password"
      lead="All other browsers that are signed in will be signed out."
    >
      {isDone ? (
        <div className="stack">
          <Notice tone="ok" title="Done">
            Your new password works from now on.
          </Notice>
          <PageLink to={accountLinks.signIn} className={buttonClass({ look: "primary" })}>
            Sign in
          </PageLink>
        </div>
      ) : (
        <form {...form.form} className="stack" aria-label="Choose a new password">
          <FormFailure failure={form.failure} />
          <NewPasswordField {...form.text("password")} label="New password" />
          <Button type="submit" look="primary" isPending={form.isPending}>
            Save the password
          </Button>
          <p className="small">
            <PageLink to={accountLinks.forgot}>Ask for a new link</PageLink>
          </p>
        </form>
      )}
    </AccountFrame>
  );
};
