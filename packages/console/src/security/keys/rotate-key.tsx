import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { isQuiet } from "../../client/index.ts";
import { Button, Dialog, FormFailure, Select } from "../../kit/index.ts";
import { type Messages, useTexts } from "../../texts/index.ts";
import { describeSecurityError } from "../parts/security-words.ts";
import { type ApiKey, type NewApiKey, useSecurityApi } from "../security-api.ts";

/** By hours. */
const overlaps = {
  "0": "Not at all",
  "1": "1 hour",
  "24": "24 hours",
  "168": "7 days",
} as const satisfies Messages;
type Hours = keyof typeof overlaps;
const hoursOffered = Object.keys(overlaps) as readonly Hours[];

/** The window that makes the next key in the place of one. */
export const RotateKey = (props: {
  readonly apiKey: ApiKey;
  readonly onMade: (made: NewApiKey) => void;
  readonly onClose: () => void;
}) => {
  const t = useTexts();
  const { apiKey } = props;
  const api = useSecurityApi();
  const [hours, setHours] = useState<Hours>("24");
  const rotate = useMutation({
    mutationFn: () => api.rotateKey(apiKey.id, Number(hours)),
    onSuccess: props.onMade,
  });
  const failure =
    rotate.error === null || isQuiet(rotate.error)
      ? undefined
      : describeSecurityError(t, rotate.error);
  return (
    <Dialog title={t("Replace this key")} isOpen isNarrow onClose={props.onClose}>
      <div className="stack">
        <FormFailure failure={failure} />
        <p>
          {t.rich(
            "You get a new key in the place of <strong>{name}</strong>, with the same scopes and limit. Both work for a while, so that you can put the new one in place.",
            { name: apiKey.name, strong: (words) => <strong>{words}</strong> },
          )}
        </p>
        <Select
          label={t("The old key goes on working")}
          value={hours}
          onChange={setHours}
          choices={hoursOffered.map((value) => ({
            value,
            label: t.of(overlaps[value]),
            ...(value === "0" ? { note: t("The old key ends at once.") } : {}),
          }))}
        />
      </div>
      <div className="dialog-actions">
        <Button onPress={props.onClose}>{t("Cancel")}</Button>
        <Button look="primary" isPending={rotate.isPending} onPress={() => rotate.mutate()}>
          {t("Make the new key")}
        </Button>
      </div>
    </Dialog>
  );
};
