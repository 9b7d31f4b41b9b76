import type { CodeMethod } from "../../client/index.ts";
import { TextField, type TextFieldProps } from "../../kit/form/text-field.tsx";
import { useTexts } from "../../texts/index.ts";
import { codeWords } from "./codes.ts";

/** A code of a second factor; blanks in what is pasted do no harm. */
export const CodeField = ({
  method,
  ...field
}: Omit<TextFieldProps, "label" | "hint" | "type" | "inputMode" | "autoComplete"> & {
  readonly method: CodeMethod;
}) => {
  const t = useTexts();
  return (
    <TextField
      {...field}
      // Phones offer the code, and another keyboard belongs to another field.
      key={method}
      label={t.of(codeWords[method].label)}
      hint={t.of(codeWords[method].hint)}
      type="text"
      inputMode={method === "totp" ? "numeric" : "text"}
      autoComplete={method === "totp" ? "one-time-code" : "off"}
      isVerbatim
    />
  );
};
