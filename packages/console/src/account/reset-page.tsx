import { useState } from "react";
import { Button, buttonClass, FormFailure, Notice, useForm } from "../kit/index.ts";
import { PageLink, useRuntime } from "../shell/index.ts";
import { AccountFrame, accountLinks } from "./account-frame.tsx";
import { NewPasswordField } from "./password-field.tsx";
import { faultsOf } from "./rules.ts";

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
  });
  if (props.token === "") {
    return (
      <AccountFrame title="Choose a new password">
        <Notice tone="warn" title="This link is not complete">
          Open it again from the mail, or{" "}
          <PageLink to={accountLinks.forgot}>ask for a new one</PageLink>.
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
