import { useEffect, useState } from "react";
import { TextField } from "./text-field.tsx";

const TYPING_MS = 300;
const ANYTHING = /^.*$/;

/** A field that a list is searched by: asks once the typing rests, and only for what can be. */
export const SearchField = (props: {
  readonly label: string;
  /** What the list is searched by now. */
  readonly text: string;
  readonly maxLength?: number;
  /** What can be asked for; an empty field always can. */
  readonly pattern?: RegExp;
  /** Said of anything else. */
  readonly hint?: string;
  readonly onChange: (text: string) => void;
}) => {
  const { label, maxLength = 100, pattern = ANYTHING, hint = "", onChange } = props;
  const [text, setText] = useState(props.text);
  const typed = text.trim();
  const isPossible = typed === "" || pattern.test(typed);
  useEffect(() => setText(props.text), [props.text]);
  useEffect(() => {
    if (typed === props.text || !isPossible) return;
    const timer = setTimeout(() => onChange(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, isPossible, props.text, onChange]);
  return (
    <TextField
      label={label}
      type="search"
      maxLength={maxLength}
      autoComplete="off"
      isVerbatim
      value={text}
      onChange={setText}
      errorMessage={isPossible ? undefined : hint}
    />
  );
};
