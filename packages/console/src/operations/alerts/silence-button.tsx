import { useState } from "react";
import { ActionButton } from "../../admin/action-button.tsx";
import { Select, TextField } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { createAlertsApi } from "./alerts-api.ts";

const TIMES = [
  { value: "30", label: "30 minutes" },
  { value: "120", label: "2 hours" },
  { value: "480", label: "8 hours" },
  { value: "1440", label: "a day" },
  { value: "10080", label: "a week" },
] as const;

/** Tells nobody of a rule, or of any, for a while; a reason belongs to it. */
export const SilenceButton = (props: { readonly rule: string; readonly label: string }) => {
  const { client } = useRuntime();
  const [minutes, setMinutes] = useState<(typeof TIMES)[number]["value"]>("30");
  const [reason, setReason] = useState("");
  const what = props.rule === "*" ? "all rules" : props.rule;
  return (
    <ActionButton
      label={props.label}
      accessibleLabel={`Silence ${what}`}
      title={`Silence ${what}?`}
      confirmLabel="Silence"
      look="primary"
      done="Nobody is told for a while."
      run={() =>
        createAlertsApi(client).silence({ rule: props.rule, minutes: Number(minutes), reason })
      }
    >
      <p>Rules are looked at and alerts are shown here as ever; what goes on at the end is told.</p>
      <Select label="For" value={minutes} choices={TIMES} onChange={setMinutes} />
      <TextField label="Why" value={reason} onChange={setReason} isRequired maxLength={200} />
    </ActionButton>
  );
};
