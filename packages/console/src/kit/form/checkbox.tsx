import type { ReactNode } from "react";
import { Checkbox as AriaCheckbox, CheckboxGroup, FieldError, Text } from "react-aria-components";
import { Icon } from "../icon.tsx";
import type { Choice } from "./select.tsx";
import { FieldLabel } from "./text-field.tsx";

/** A yes or no. */
export const Checkbox = (props: {
  readonly children: ReactNode;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly isDisabled?: boolean;
}) => (
  <AriaCheckbox
    className="check"
    isSelected={props.isSelected}
    isDisabled={props.isDisabled === true}
    onChange={props.onChange}
  >
    <span className="check-box">
      <Icon name="check" size={16} />
    </span>
    <span>{props.children}</span>
  </AriaCheckbox>
);

/** Several out of a short list, shown as chips. */
export const ChipGroup = (props: {
  readonly name?: string;
  readonly label: string;
  readonly values: readonly string[];
  readonly onChange: (values: readonly string[]) => void;
  readonly choices: readonly Choice[];
  readonly hint?: string;
  readonly isOptional?: boolean;
  readonly errorMessage?: string | undefined;
}) => (
  <CheckboxGroup
    {...(props.name === undefined ? {} : { name: props.name })}
    className="field"
    value={[...props.values]}
    onChange={props.onChange}
    isInvalid={props.errorMessage !== undefined}
    validationBehavior="aria"
  >
    <FieldLabel label={props.label} isOptional={props.isOptional === true} />
    <div className="chips">
      {props.choices.map((choice) => (
        <AriaCheckbox key={choice.value} value={choice.value} className="chip">
          {({ isSelected }) => (
            <>
              {isSelected && <Icon name="check" size={14} />}
              {choice.label}
            </>
          )}
        </AriaCheckbox>
      ))}
    </div>
    {props.hint !== undefined && (
      <Text slot="description" className="field-hint">
        {props.hint}
      </Text>
    )}
    <FieldError className="field-error">{props.errorMessage}</FieldError>
  </CheckboxGroup>
);
