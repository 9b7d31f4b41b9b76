import type { ReactNode } from "react";
import {
  type TextFieldProps as AriaProps,
  TextField as AriaTextField,
  FieldError,
  Input,
  Label,
  Text,
  TextArea,
} from "react-aria-components";
import { useTexts } from "../../texts/index.ts";

/** A line (or several) of text with label, hint, fault and affixes. */
export interface TextFieldProps
  extends Omit<AriaProps, "className" | "children" | "style" | "validate" | "validationBehavior"> {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly errorMessage?: string | undefined;
  readonly isOptional?: boolean;
  readonly placeholder?: string;
  readonly before?: ReactNode;
  readonly after?: ReactNode;
  /** More than one makes a text area. */
  readonly rows?: number;
  /** Keeps phones from "correcting" what must be typed exactly. */
  readonly isVerbatim?: boolean;
}

/** Label, box, hint and fault, tied together by aria-describedby. */
export const TextField = ({
  label,
  hint,
  errorMessage,
  isOptional,
  placeholder,
  before,
  after,
  rows = 1,
  isVerbatim,
  ...props
}: TextFieldProps) => {
  const box = {
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(isVerbatim === true
      ? { autoCapitalize: "none", autoCorrect: "off", spellCheck: false }
      : {}),
  };
  return (
    <AriaTextField
      {...props}
      className="field"
      validationBehavior="aria"
      isInvalid={errorMessage !== undefined}
    >
      <FieldLabel label={label} isOptional={isOptional === true} />
      <div className="field-box">
        {before !== undefined && <span className="field-affix">{before}</span>}
        {rows > 1 ? (
          <TextArea {...box} className="field-input" rows={rows} />
        ) : (
          <Input {...box} className="field-input" />
        )}
        {typeof after === "string" ? <span className="field-affix">{after}</span> : after}
      </div>
      {hint !== undefined && (
        <Text slot="description" className="field-hint">
          {hint}
        </Text>
      )}
      {/* In the page from the start: a live region that comes with its text is not read out. */}
      <div className="field-live" aria-live="polite">
        <FieldError className="field-error">{errorMessage}</FieldError>
      </div>
    </AriaTextField>
  );
};

/** The label line every field shares. */
export const FieldLabel = (props: { readonly label: string; readonly isOptional?: boolean }) => {
  const t = useTexts();
  return (
    <Label className="field-label">
      {props.label}
      {props.isOptional === true && <span className="field-optional"> {t("(optional)")}</span>}
    </Label>
  );
};
