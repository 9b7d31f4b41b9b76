import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ActionDialog } from "../../admin/action-button.tsx";
import { describeAdminError } from "../../admin/admin-words.ts";
import { isQuiet } from "../../client/index.ts";
import { Button, Checkbox, FormFailure, TextField } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { type AlertRule, createAlertsApi, type RuleLimits } from "./alerts-api.ts";
import { fieldText, limitWords, readField, unitWords } from "./alerts-words.ts";

/** A field's number, or what was declared where it is empty or says the same. */
const wantedOf = (text: string, declared: number | null, unit: RuleLimits["unit"]) => {
  const value = readField(text, unit);
  return value === declared ? null : value;
};

/** Sets the limits of a rule, or switches it off; a look with them can be tried before. */
export const RuleDialog = (props: { readonly rule: AlertRule; readonly onClose: () => void }) => {
  const { rule, onClose } = props;
  const { limits } = rule;
  const { client } = useRuntime();
  const unit = limits?.unit ?? "count";
  const [warning, setWarning] = useState(fieldText(limits?.warning ?? null, unit));
  const [critical, setCritical] = useState(fieldText(limits?.critical ?? null, unit));
  const [isOn, setOn] = useState(rule.isOn);
  const wanted = {
    warning: wantedOf(warning, limits?.declaredWarning ?? null, unit),
    critical: wantedOf(critical, limits?.declaredCritical ?? null, unit),
  };
  const isReadable = wanted.warning !== undefined && wanted.critical !== undefined;
  const body = { warning: wanted.warning ?? null, critical: wanted.critical ?? null };
  const run = () =>
    isReadable
      ? createAlertsApi(client).saveRule(rule.id, { ...body, isOn })
      : Promise.reject(new RangeError("A limit must be a number."));
  return (
    <ActionDialog
      title={rule.about}
      confirmLabel="Save"
      look="primary"
      done="The rule holds from now on."
      run={run}
      isOpen
      onClose={onClose}
    >
      {limits !== null && (
        <Limits
          limits={limits}
          warning={warning}
          onWarning={setWarning}
          critical={critical}
          onCritical={setCritical}
        />
      )}
      <Checkbox isSelected={isOn} onChange={setOn}>
        Look at this rule
      </Checkbox>
      {limits !== null && <Trial id={rule.id} wanted={body} isReadable={isReadable} />}
    </ActionDialog>
  );
};

const Limits = (props: {
  readonly limits: RuleLimits;
  readonly warning: string;
  readonly onWarning: (text: string) => void;
  readonly critical: string;
  readonly onCritical: (text: string) => void;
}) => {
  const { limits } = props;
  const { unit, fires, declaredWarning, declaredCritical } = limits;
  const fault = (text: string) =>
    readField(text, unit) === undefined ? "This is no number." : undefined;
  const field = (
    label: string,
    text: string,
    declared: number,
    onChange: (text: string) => void,
  ) => (
    <TextField
      label={`${label} ${fires}`}
      hint={`Declared: ${limitWords(declared, unit)}. Empty is what was declared.`}
      inputMode="decimal"
      value={text}
      onChange={onChange}
      after={unitWords(unit)}
      isInvalid={fault(text) !== undefined}
      errorMessage={fault(text)}
    />
  );
  return (
    <>
      {field("Warning", props.warning, declaredWarning, props.onWarning)}
      {declaredCritical !== null &&
        field("Critical", props.critical, declaredCritical, props.onCritical)}
    </>
  );
};

const Trial = (props: {
  readonly id: string;
  readonly wanted: { readonly warning: number | null; readonly critical: number | null };
  readonly isReadable: boolean;
}) => {
  const { client } = useRuntime();
  const trial = useMutation({
    mutationFn: () => createAlertsApi(client).tryRule(props.id, props.wanted),
  });
  const isShown = trial.error !== null && !isQuiet(trial.error);
  const { data } = trial;
  const words = data?.firing === true ? "It would fire now: " : "It would not fire now: ";
  return (
    <div className="stack stack-tight">
      <div>
        <Button
          isSmall
          isDisabled={!props.isReadable}
          isPending={trial.isPending}
          onPress={() => trial.mutate()}
        >
          Try it now
        </Button>
      </div>
      <FormFailure failure={isShown ? describeAdminError(trial.error) : undefined} />
      <p role="status" className="small">
        {data !== undefined && `${data.firing === null ? "" : words}${data.detail}`}
      </p>
    </div>
  );
};
