import { type ReactNode, useEffect } from "react";
import { useFocusFirst } from "../../account/account-frame.tsx";
import { describeAgent } from "../../account/index.ts";
import { faultsOf } from "../../account/rules.ts";
import type { Passkey, PasskeysApi } from "../../client/index.ts";
import {
  Button,
  Dialog,
  FormFailure,
  Notice,
  TextField,
  useForm,
  useToasts,
} from "../../kit/index.ts";
import { useTexts } from "../../texts/index.ts";
import { useRefresh } from "../parts/queries.ts";
import { describeSecurityError } from "../parts/security-words.ts";

/** Asks for a name, then has the browser make the passkey. */
export const AddPasskey = (props: { readonly api: PasskeysApi; readonly onDone: () => void }) => {
  const t = useTexts();
  const { api } = props;
  const toasts = useToasts();
  const refresh = useRefresh();
  useEffect(() => {
    // Asked for again by the press itself, where this fails.
    api.prepare().catch(() => undefined);
  }, [api]);
  return (
    <Dialog title={t("Add a passkey")} isOpen isNarrow onClose={props.onDone}>
      <NameForm
        label={t("Add a passkey")}
        initial={describeAgent(t, navigator.userAgent)}
        submitLabel={t("Add it")}
        submit={async (name) => {
          await api.register(name);
          toasts.succeed(t("The passkey was added. Other browsers were signed out."));
          props.onDone();
          await refresh();
        }}
        lead={t("Your browser asks you to confirm by fingerprint, face, PIN or security key.")}
      >
        <Notice>
          {t("Other browsers and programs will be signed out, and we tell you by mail.")}
        </Notice>
      </NameForm>
    </Dialog>
  );
};

/** Gives a passkey another name. */
export const RenamePasskey = (props: {
  readonly api: PasskeysApi;
  readonly passkey: Passkey;
  readonly onDone: () => void;
}) => {
  const t = useTexts();
  const refresh = useRefresh();
  return (
    <Dialog title={t("Rename this passkey")} isOpen isNarrow onClose={props.onDone}>
      <NameForm
        label={t("Rename")}
        initial={props.passkey.name}
        submitLabel={t("Save the name")}
        submit={async (name) => {
          await props.api.rename(props.passkey.id, name);
          props.onDone();
          await refresh();
        }}
      />
    </Dialog>
  );
};

const NameForm = (props: {
  readonly label: string;
  readonly lead?: string;
  readonly initial: string;
  readonly submitLabel: string;
  readonly submit: (name: string) => Promise<void>;
  readonly children?: ReactNode;
}) => {
  const t = useTexts();
  const place = useFocusFirst();
  const form = useForm({
    initial: { name: props.initial },
    validate: ({ name }) =>
      faultsOf({ name: name.trim() === "" ? t("Give it a name.") : undefined }),
    submit: ({ name }) => props.submit(name.trim()),
    describe: (error) => describeSecurityError(t, error),
  });
  return (
    <div ref={place}>
      <form {...form.form} className="stack" aria-label={props.label}>
        {props.lead !== undefined && <p className="soft">{props.lead}</p>}
        <FormFailure failure={form.failure} />
        <TextField
          {...form.text("name")}
          label={t("Name")}
          hint={t("So that you recognise it in the list.")}
          maxLength={60}
          autoComplete="off"
        />
        {props.children}
        <Button type="submit" look="primary" isPending={form.isPending}>
          {props.submitLabel}
        </Button>
      </form>
    </div>
  );
};
