import { type ReactNode, useId } from "react";
import { useTexts } from "../../texts/index.ts";
import type { Choice } from "../form/select.tsx";
import { Icon } from "../icon.tsx";

const PlainLabel = (props: {
  readonly id?: string;
  readonly of?: string;
  readonly label: string;
  readonly isOptional?: boolean | undefined;
}) => {
  const t = useTexts();
  const words = (
    <>
      {props.label}
      {props.isOptional === true && <span className="field-optional"> {t("(optional)")}</span>}
    </>
  );
  return props.of === undefined ? (
    <span className="field-label" id={props.id}>
      {words}
    </span>
  ) : (
    <label className="field-label" htmlFor={props.of}>
      {words}
    </label>
  );
};

/** One line of text, as `TextField`, with the browser's own input (see PlainButton). */
export const PlainTextField = (props: {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onBlur?: () => void;
  readonly errorMessage?: string | undefined;
  readonly inputMode?: "numeric" | "decimal" | "text";
  readonly after?: string;
}) => {
  const id = useId();
  const { errorMessage } = props;
  const isInvalid = errorMessage !== undefined;
  return (
    <div className="field" {...(isInvalid ? { "data-invalid": true } : {})}>
      <PlainLabel of={id} label={props.label} />
      <div className="field-box">
        <input
          id={id}
          name={props.name}
          className="field-input"
          inputMode={props.inputMode}
          autoComplete="off"
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
          onBlur={props.onBlur}
          {...(isInvalid ? { "aria-invalid": true, "aria-describedby": `${id}-fault` } : {})}
        />
        {props.after !== undefined && <span className="field-affix">{props.after}</span>}
      </div>
      {/* In the page from the start: a live region that comes with its text is not read out. */}
      <div className="field-live" aria-live="polite">
        {isInvalid && (
          <span id={`${id}-fault`} className="field-error">
            {errorMessage}
          </span>
        )}
      </div>
    </div>
  );
};

/** A closed list, as `Select`, with the browser's own list; notes of the choices are hints. */
export const PlainSelect = <V extends string>(props: {
  readonly name: string;
  readonly label: string;
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly choices: readonly Choice<V>[];
  readonly hint?: string | undefined;
}) => {
  const id = useId();
  return (
    <div className="field">
      <PlainLabel of={id} label={props.label} />
      <div className="field-box plain-select">
        <select
          id={id}
          name={props.name}
          className="field-input"
          value={props.value}
          onChange={(event) => {
            const chosen = props.choices.find(({ value }) => value === event.target.value);
            if (chosen !== undefined) props.onChange(chosen.value);
          }}
          {...(props.hint === undefined ? {} : { "aria-describedby": `${id}-hint` })}
        >
          {props.choices.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
        <Icon name="chevron" />
      </div>
      {props.hint !== undefined && (
        <span id={`${id}-hint`} className="field-hint">
          {props.hint}
        </span>
      )}
    </div>
  );
};

/** Several out of a short list as chips, as `ChipGroup`, each a checkbox of the browser. */
export const PlainChips = <V extends string>(props: {
  readonly label: string;
  readonly values: readonly V[];
  readonly onChange: (values: readonly V[]) => void;
  readonly choices: readonly Choice<V>[];
  readonly hint?: ReactNode;
  readonly isOptional?: boolean;
}) => {
  const id = useId();
  const toggle = (value: V, isOn: boolean) =>
    props.onChange(isOn ? [...props.values, value] : props.values.filter((one) => one !== value));
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend does not lay out in a grid
    <div
      role="group"
      className="field"
      aria-labelledby={`${id}-label`}
      {...(props.hint === undefined ? {} : { "aria-describedby": `${id}-hint` })}
    >
      <PlainLabel id={`${id}-label`} label={props.label} isOptional={props.isOptional} />
      <div className="chips">
        {props.choices.map(({ value, label }) => {
          const isOn = props.values.includes(value);
          return (
            <label key={value} className="chip" {...(isOn ? { "data-selected": true } : {})}>
              <input
                type="checkbox"
                className="visually-hidden"
                checked={isOn}
                onChange={(event) => toggle(value, event.target.checked)}
              />
              {isOn && <Icon name="check" size={14} />}
              {label}
            </label>
          );
        })}
      </div>
      {props.hint !== undefined && (
        <span id={`${id}-hint`} className="field-hint">
          {props.hint}
        </span>
      )}
    </div>
  );
};

/** One of two to five short choices, as `Segmented`, each a radio of the browser. */
export const PlainSegmented = <V extends string>(props: {
  readonly label: string;
  readonly value: V;
  readonly onChange: (value: V) => void;
  readonly choices: readonly Choice<V>[];
}) => {
  const name = useId();
  return (
    <div role="radiogroup" className="segmented" aria-label={props.label}>
      {props.choices.map(({ value, label }) => {
        const isOn = value === props.value;
        return (
          <label key={value} className="segment" {...(isOn ? { "data-selected": true } : {})}>
            <input
              type="radio"
              name={name}
              className="visually-hidden"
              checked={isOn}
              onChange={() => props.onChange(value)}
            />
            {label}
          </label>
        );
      })}
    </div>
  );
};

/** A yes or no, as `Checkbox`, with the browser's own input (see PlainButton). */
export const PlainCheckbox = (props: {
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly children: ReactNode;
}) => (
  <label className="check" {...(props.isSelected ? { "data-selected": true } : {})}>
    <span className="check-box">
      <input
        type="checkbox"
        className="visually-hidden"
        checked={props.isSelected}
        onChange={(event) => props.onChange(event.target.checked)}
      />
      <Icon name="check" size={16} />
    </span>
    <span>{props.children}</span>
  </label>
);
