import { useState } from "react";
import { Button, buttonClass, FormFailure, Notice, useForm } from "../kit/index.ts";
import { PageLink, useRuntime } from "../shell/index.ts";
import { useTexts } from "../texts/index.ts";
import { AccountFrame, accountLinks } from "./account-frame.tsx";
import { NewPasswordField } from "./password-field.tsx";
import { faultsOf } from "./rules.ts";

/** Chooses a new password with the token of a mailed link. */
export const ResetPage = (props: { readonly token: string }) => {
  const t = useTexts();
  const { auth } = useRuntime();
  const [isDone, setDone] = useState(false);
  const form = useForm({
    initial: { password: "" },
    validate: (values) =>
      faultsOf({ password: values.password === "" ? t("Choose a password.") : undefined }),
    submit: async (values) => {
      await auth.resetPassword({ token: props.token, password: values.password });
      setDone(true);
    },
  });
  if (props.token === "") {
    return (
      <AccountFrame title={t("Choose a new password")}>
        <Notice tone="warn" title={t("This link is not complete")}>
          {t.rich("Open it again from the mail, or <a>ask for a new one</a>.", {
            a: (words) => <PageLink to={accountLinks.forgot}>{words}</PageLink>,
          })}
        </Notice>
      </AccountFrame>
    );
  }
  return (
    <AccountFrame
      title={t("Choose a new password")}
      lead={t("All other browsers that are signed in will be signed out.")}
    >
      {isDone ? (
        <div className="stack">
          <Notice tone="ok" title={t("Done")}>
            {t("Your new password works from now on.")}
          </Notice>
          <PageLink to={accountLinks.signIn} className={buttonClass({ look: "primary" })}>
            {t("Sign in")}
          </PageLink>
        </div>
      ) : (
        <form {...form.form} className="stack" aria-label={t("Choose a new password")}>
          <FormFailure failure={form.failure} />
          <NewPasswordField {...form.text("password")} label={t("New password")} />
          <Button type="submit" look="primary" isPending={form.isPending}>
            {t("Save the password")}
          </Button>
          <p className="small">
            <PageLink to={accountLinks.forgot}>{t("Ask for a new link")}</PageLink>
          </p>
        </form>
      )}
    </AccountFrame>
  );
};
