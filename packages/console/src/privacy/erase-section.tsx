import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { isQuiet } from "../client/index.ts";
import { Button, Dialog, FormFailure, TextField, useToasts } from "../kit/index.ts";
import { SecuritySection } from "../security/parts/section.tsx";
import { forgetPerson } from "../session/index.ts";
import { useRuntime } from "../shell/index.ts";
import { useTexts } from "../texts/index.ts";
import { usePrivacyApi } from "./privacy-api.ts";
import { describePrivacyError } from "./privacy-words.ts";

/** The end of the account, with everything of it (PRIV-03). */
export const EraseSection = (props: {
  readonly email: string;
  readonly onSignedOut: () => void;
}) => {
  const t = useTexts();
  const [isOpen, setOpen] = useState(false);
  return (
    <SecuritySection
      id="erase"
      title={t("Erase your account")}
      lead={t("Everything that is kept of you is removed for good. It cannot be taken back.")}
    >
      <div>
        <Button look="danger" onPress={() => setOpen(true)}>
          {t("Erase my account")}
        </Button>
      </div>
      {isOpen && <EraseDialog {...props} onClose={() => setOpen(false)} />}
    </SecuritySection>
  );
};

const EraseDialog = (props: {
  readonly email: string;
  readonly onSignedOut: () => void;
  readonly onClose: () => void;
}) => {
  const t = useTexts();
  const runtime = useRuntime();
  const toasts = useToasts();
  const api = usePrivacyApi();
  const [confirm, setConfirm] = useState("");
  const erase = useMutation({
    mutationFn: () => api.erase(confirm),
    onSuccess: () => {
      forgetPerson(runtime);
      props.onSignedOut();
      toasts.clear();
      toasts.succeed(t("Your account is erased."));
    },
  });
  const failure =
    erase.error === null || isQuiet(erase.error) ? undefined : describePrivacyError(t, erase.error);
  return (
    <Dialog title={t("Erase your account?")} isOpen isNarrow onClose={props.onClose}>
      <form
        aria-label={t("Erase your account")}
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          erase.mutate();
        }}
      >
        <FormFailure failure={failure} />
        <p>
          {t(
            "Your account, what you made here, your files and what is waiting to be done for you are removed now. Fetch your data first if you want to keep it.",
          )}
        </p>
        <TextField
          label={t("Type your address to confirm")}
          hint={props.email}
          type="email"
          autoComplete="off"
          isVerbatim
          value={confirm}
          onChange={setConfirm}
        />
        <div className="dialog-actions">
          <Button onPress={props.onClose}>{t("Keep my account")}</Button>
          <Button
            type="submit"
            look="danger"
            isPending={erase.isPending}
            isDisabled={confirm.trim() === ""}
          >
            {t("Erase it for good")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
