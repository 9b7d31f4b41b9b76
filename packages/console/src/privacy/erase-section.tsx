import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { isQuiet } from "../client/index.ts";
import { Button, Dialog, FormFailure, TextField } from "../kit/index.ts";
import { SecuritySection } from "../security/parts/section.tsx";
import { forgetPerson } from "../session/index.ts";
import { useRuntime } from "../shell/index.ts";
import { usePrivacyApi } from "./privacy-api.ts";
import { describePrivacyError } from "./privacy-words.ts";

/** The end of the account, with everything of it (PRIV-03). */
export const EraseSection = (props: {
  readonly email: string;
  readonly onSignedOut: () => void;
}) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <SecuritySection
      id="erase"
      title="Erase your account"
      lead="Everything that is kept of you is removed for good. It cannot be taken back."
    >
      <div>
        <Button look="danger" onPress={() => setOpen(true)}>
          Erase my account
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
  const runtime = useRuntime();
  const api = usePrivacyApi();
  const [confirm, setConfirm] = useState("");
  const erase = useMutation({
    mutationFn: () => api.erase(confirm),
    onSuccess: () => {
      forgetPerson(runtime);
      props.onSignedOut();
    },
  });
  const failure =
    erase.error === null || isQuiet(erase.error) ? undefined : describePrivacyError(erase.error);
  return (
    <Dialog title="Erase your account?" isOpen isNarrow onClose={props.onClose}>
      <form
        aria-label="Erase your account"
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          erase.mutate();
        }}
      >
        <FormFailure failure={failure} />
        <p>
          Your account, what you made here, your files and what is waiting to be done for you are
          removed now. Fetch your data first if you want to keep it.
        </p>
        <TextField
          label="Type your address to confirm"
          hint={props.email}
          type="email"
          autoComplete="off"
          isVerbatim
          value={confirm}
          onChange={setConfirm}
        />
        <div className="dialog-actions">
          <Button onPress={props.onClose}>Keep my account</Button>
          <Button
            type="submit"
            look="danger"
            isPending={erase.isPending}
            isDisabled={confirm.trim() === ""}
          >
            Erase it for good
          </Button>
        </div>
      </form>
    </Dialog>
  );
};
