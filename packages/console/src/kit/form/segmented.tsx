import { Radio, RadioGroup } from "react-aria-components";
import type { Choice } from "./select.tsx";
import { FieldLabel } from "./text-field.tsx";

/** One of two to five short choices, all in sight. */
export const Segmented = <V extends string>(props: {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly choices: readonly Choice<V>[];
}) => (
  <RadioGroup
    className="field"
    orientation="horizontal"
    value={props.value}
    {...(props.isLabelHidden === true ? { "aria-label": props.label } : {})}
    onChange={(value) => {
      const chosen = props.choices.find((choice) => choice.value === value);
      if (chosen !== undefined) props.onChange(chosen.value);
    }}
  >
    {props.isLabelHidden !== true && <FieldLabel label={props.label} />}
    <div>
      <div className="segmented">
        {props.choices.map((choice) => (
          <Radio key={choice.value} value={choice.value} className="segment">
            {choice.label}
          </Radio>
        ))}
      </div>
    </div>
  </RadioGroup>
);
