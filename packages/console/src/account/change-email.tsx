import { useState } from "react";
import { Button, FormFailure, Notice, TextField, useForm } from "../kit/index.ts";
import { useRuntime } from "../shell/index.ts";
import { type Texts, useTexts } from "../texts/index.ts";
import { useFocusFirst } from "./account-frame.tsx";
import { emailFault, faultsOf } from "./rules.ts";

/** Asks for another e-mail address; opens on request to keep the page calm. */
export const ChangeEmail = (props: { readonly email: string }) => {
  const t = useTexts();
  const [state, setState] = useState<"closed" | "open" | { readonly sentTo: string }>("closed");
  if (state === "closed") {
    return (
      <div>
        <Button onPress={() => setState("open")}>{t("Change e-mail address")}</Button>
      </div>
    );
  }
  if (state === "open") {
    return (
      <EmailForm
        current={props.email}
        onSent={(sentTo) => setState({ sentTo })}
        onCancel={() => setState("closed")}
      />
    );
  }
  return (
    <Notice tone="ok" title={t("Look into your mail")}>
      {t.rich(
        "We sent a link to <strong>{email}</strong>. It works for one hour. Until you open it, nothing changes.",
        { email: state.sentTo, strong: (words) => <strong>{words}</strong> },
      )}
    </Notice>
  );
};

const EmailForm = (props: {
  readonly current: string;
  readonly onSent: (email: string) => void;
  readonly onCancel: () => void;
}) => {
  const t = useTexts();
  const { auth } = useRuntime();
  const place = useFocusFirst();
  const form = useForm({
    initial: { email: "" },
    validate: (values) => faultsOf({ email: newFault(t, values.email, props.current) }),
    submit: async (values) => {
      const email = values.email.trim();
      await auth.requestEmailChange({ email });
      props.onSent(email);
    },
  });
  return (
    <div ref={place}>
      <form {...form.form} className="stack" aria-label={t("Change e-mail address")}>
        <FormFailure failure={form.failure} />
        <TextField
          {...form.text("email")}
          label={t("New e-mail address")}
          hint={t("We send a link to it. Once you open that, you sign in with the new address.")}
          type="email"
          inputMode="email"
          autoComplete="email"
          isVerbatim
        />
        <div className="row">
          <Button type="submit" look="primary" isPending={form.isPending}>
            {t("Send the link")}
          </Button>
          <Button look="quiet" onPress={props.onCancel}>
            {t("Cancel")}
          </Button>
        </div>
      </form>
    </div>
  );
};

const newFault = (t: Texts, email: string, current: string): string | undefined =>
  email.trim().toLowerCase() === current.toLowerCase()
    ? t("This is your address already.")
    : emailFault(t, email);
