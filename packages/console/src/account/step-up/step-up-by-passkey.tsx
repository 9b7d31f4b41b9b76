import { useState } from "react";
import { describeError, type ErrorWords, isApiError, isQuiet } from "../../client/index.ts";
import { Button, FormFailure, Icon } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { useTexts } from "../../texts/index.ts";
import { useFocusFirst } from "../account-frame.tsx";

/** One button: the device asks for the finger, the face or the PIN. */
export const StepUpByPasskey = () => {
  const t = useTexts();
  const { passkeys, stepUp } = useRuntime();
  const place = useFocusFirst();
  const [isPending, setPending] = useState(false);
  const [failure, setFailure] = useState<ErrorWords>();
  const confirm = async () => {
    setPending(true);
    setFailure(undefined);
    try {
      await passkeys.stepUp();
      stepUp.prove(2);
    } catch (error) {
      // The session has ended meanwhile: there is nobody to confirm.
      if (isApiError(error, "AUTHENTICATION_ERROR")) stepUp.cancel();
      if (!isQuiet(error)) setFailure(describeError(t, error));
      setPending(false);
    }
  };
  return (
    <div ref={place} className="stack">
      <FormFailure failure={failure} />
      <Button look="primary" isPending={isPending} onPress={() => void confirm()}>
        <Icon name="key" />
        {t("Confirm with your passkey")}
      </Button>
    </div>
  );
};
