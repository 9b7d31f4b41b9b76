import { useEffect, useState } from "react";
import { Button, buttonClass, Select, TextField } from "../../kit/index.ts";
import { type AuditFilter, auditFile } from "./audit-api.ts";
import { OUTCOME_CHOICES } from "./audit-words.ts";

const TYPING_MS = 400;
type Change = (part: Partial<Omit<AuditFilter, "before">>) => void;

const ACTION = /^[a-z][a-z0-9.-]*$|^$/;
const REQUEST = /^[0-9a-f-]{36}$|^$/;
const DAY = /^\d{4}-\d\d-\d\d(T[0-9:.]+(Z|[+-]\d\d:\d\d))?$|^$/;

/** Which entries are shown, and the same as a file. */
export const AuditFilters = (props: {
  readonly filter: AuditFilter;
  readonly isFiltered: boolean;
  readonly onChange: Change;
  readonly onClear: () => void;
}) => {
  const { filter, onChange } = props;
  const field = (
    name: "actor" | "target" | "action" | "request" | "from" | "to",
    label: string,
    isPossible: RegExp,
    hint: string,
  ) => (
    <Wish
      label={label}
      hint={hint}
      isPossible={isPossible}
      text={filter[name]}
      onChange={(text) => onChange({ [name]: text })}
    />
  );
  return (
    <search className="stack stack-tight">
      <div className="event-filters">
        {field("actor", "Who", /^.*$/, "")}
        {field("action", "Action", ACTION, "Enter a name such as plan.created.")}
        {field("target", "On what", /^.*$/, "")}
        <Select
          label="Outcome"
          value={filter.outcome}
          onChange={(outcome) => onChange({ outcome })}
          choices={OUTCOME_CHOICES}
        />
        {field("from", "From", DAY, "Enter a day such as 2026-01-31.")}
        {field("to", "Before", DAY, "Enter a day such as 2026-02-01.")}
        {field("request", "Request", REQUEST, "Enter the whole id of a request.")}
      </div>
      <div className="row">
        {props.isFiltered && (
          <Button isSmall look="quiet" onPress={props.onClear}>
            Show everything
          </Button>
        )}
        {(["csv", "json"] as const).map((format) => (
          <a
            key={format}
            className={buttonClass({ look: "quiet", isSmall: true })}
            href={auditFile(filter, format)}
          >
            Save as {format.toUpperCase()}
          </a>
        ))}
      </div>
    </search>
  );
};

/** Asks once the typing rests, and only for what can be. */
const Wish = (props: {
  readonly label: string;
  readonly hint: string;
  readonly isPossible: RegExp;
  readonly text: string;
  readonly onChange: (text: string) => void;
}) => {
  const [text, setText] = useState(props.text);
  const { onChange } = props;
  const wanted = text.trim();
  const isPossible = props.isPossible.test(wanted);
  useEffect(() => setText(props.text), [props.text]);
  useEffect(() => {
    if (wanted === props.text || !isPossible) return;
    const timer = setTimeout(() => onChange(wanted), TYPING_MS);
    return () => clearTimeout(timer);
  }, [wanted, isPossible, props.text, onChange]);
  return (
    <TextField
      label={props.label}
      type="search"
      maxLength={100}
      autoComplete="off"
      isVerbatim
      value={text}
      onChange={setText}
      errorMessage={isPossible ? undefined : props.hint}
    />
  );
};
