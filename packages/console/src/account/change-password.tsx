import { useState } from "react";
import { isApiError } from "../client/index.ts";
import { Button, FormFailure, useForm, useToasts } from "../kit/index.ts";
import { useRuntime } from "../shell/index.ts";
import { type Texts, useTexts } from "../texts/index.ts";
import { UsernameHint } from "./account-frame.tsx";
import { NewPasswordField, PasswordField } from "./password-field.tsx";
import { faultsOf } from "./rules.ts";

/** Changes the password of the signed-in person; opens on request to keep the page calm. */
export const ChangePassword = (props: { readonly email: string; readonly name: string }) => {
  const t = useTexts();
  const { auth, client, queries } = useRuntime();
  const toasts = useToasts();
  const [isOpen, setOpen] = useState(false);
  const blank = { currentPassword: "", newPassword: "" };
  const form = useForm({
    initial: blank,
    validate: (values) =>
      faultsOf({
        currentPassword:
          values.currentPassword === "" ? t("Enter your current password.") : undefined,
        newPassword: newFault(t, values),
      }),
    locate: (error) =>
      isApiError(error, "CURRENT_PASSWORD_WRONG")
        ? { currentPassword: t("This is not your current password.") }
        : {},
    submit: async (values) => {
      await auth.changePassword(values);
      client.forgetSession();
      form.replace(blank);
      setOpen(false);
      toasts.succeed(t("Your password is changed. Other browsers were signed out."));
      await queries.invalidateQueries({ queryKey: ["security"] });
    },
  });
  if (!isOpen) {
    return (
      <div>
        <Button onPress={() => setOpen(true)}>{t("Change password")}</Button>
      </div>
    );
  }
  return (
    <form {...form.form} className="stack" aria-label={t("Change password")}>
      <FormFailure failure={form.failure} />
      <UsernameHint email={props.email} />
      <PasswordField
        {...form.text("currentPassword")}
        label={t("Current password")}
        autoComplete="current-password"
      />
      <NewPasswordField
        {...form.text("newPassword")}
        label={t("New password")}
        email={props.email}
        personName={props.name}
      />
      <div className="row">
        <Button type="submit" look="primary" isPending={form.isPending}>
          {t("Save the password")}
        </Button>
        <Button look="quiet" onPress={() => setOpen(false)}>
          {t("Cancel")}
        </Button>
      </div>
    </form>
  );
};

const newFault = (
  t: Texts,
  values: {
    readonly currentPassword: string;
    readonly newPassword: string;
  },
): string | undefined => {
  if (values.newPassword === "") return t("Choose a new password.");
  return values.newPassword === values.currentPassword
    ? t("Choose a password that differs from the current one.")
    : undefined;
};
