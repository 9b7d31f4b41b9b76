import type { CodeMethod } from "../../client/index.ts";
import { TextField, type TextFieldProps } from "../../kit/text-field.tsx";
import { codeWords } from "./codes.ts";

/** A code of a second factor; blanks in what is pasted do no harm. */
export const CodeField = ({
  method,
  ...field
}: Omit<TextFieldProps, "label" | "hint" | "type" | "inputMode" | "autoComplete"> & {
  readonly method: CodeMethod;
}) => (
  <TextField
    {...field}
    // Phones offer the code, and another keyboard belongs to another field.
    key={method}
    label={codeWords[method].label}
    hint={codeWords[method].hint}
    type="text"
    inputMode={method === "totp" ? "numeric" : "text"}
    autoComplete={method === "totp" ? "one-time-code" : "off"}
    isVerbatim
  />
);
