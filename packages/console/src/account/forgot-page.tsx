import { useState } from "react";
import { Button, FormFailure, Notice, TextField, useForm } from "../kit/index.ts";
import { PageLink, useRuntime } from "../shell/index.ts";
import { useTexts } from "../texts/index.ts";
import { AccountFrame, accountLinks } from "./account-frame.tsx";
import { emailFault, faultsOf } from "./rules.ts";

/** Asks for a link to choose a new password. */
export const ForgotPage = () => {
  const t = useTexts();
  const { auth } = useRuntime();
  const [sentTo, setSentTo] = useState<string>();
  const form = useForm({
    initial: { email: "" },
    validate: (values) => faultsOf({ email: emailFault(t, values.email) }),
    submit: async (values) => {
      await auth.forgotPassword({ email: values.email.trim() });
      setSentTo(values.email.trim());
    },
  });
  return (
    <AccountFrame
      title={t("Forgot your password?")}
      lead={t("We send you a link to choose a new one. It works once, for one hour.")}
      below={
        <p>
          <PageLink to={accountLinks.signIn}>{t("Back to sign-in")}</PageLink>
        </p>
      }
    >
      {sentTo === undefined ? (
        <form {...form.form} className="stack" aria-label={t("Forgot password")}>
          <FormFailure failure={form.failure} />
          <TextField
            {...form.text("email")}
            label={t("E-mail address")}
            type="email"
            inputMode="email"
            autoComplete="username"
          />
          <Button type="submit" look="primary" isPending={form.isPending}>
            {t("Send the link")}
          </Button>
        </form>
      ) : (
        <Notice tone="ok" title={t("Look into your mail")}>
          {t("If there is an account for {sentTo}, a message with the link is on its way.", {
            sentTo,
          })}
        </Notice>
      )}
    </AccountFrame>
  );
};
