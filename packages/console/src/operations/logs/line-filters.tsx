import { useEffect, useState } from "react";
import { Button, Select, TextField } from "../../kit/index.ts";
import { LEVELS, type LineQuestion } from "./logs-api.ts";

const TYPING_MS = 300;

const LEVEL_CHOICES = [
  { value: "", label: "Every level" },
  ...LEVELS.slice(1).map((level) => ({ value: level as string, label: `${level} and above` })),
];

const CATEGORIES = [
  { value: "", label: "Everything" },
  { value: "security", label: "Security events" },
] as const;

/** Which lines are shown. */
export const LineFilters = (props: {
  readonly question: LineQuestion;
  readonly onChange: (part: Partial<LineQuestion>) => void;
}) => {
  const { question, onChange } = props;
  const isFiltered = Object.values(question).some((value) => value !== "");
  return (
    <search className="stack stack-tight">
      <div className="event-filters">
        <Select
          label="Level"
          value={question.level}
          choices={LEVEL_CHOICES}
          onChange={(level) => onChange({ level })}
        />
        <Select
          label="Category"
          value={question.category}
          choices={CATEGORIES}
          onChange={(category) => onChange({ category })}
        />
        <TypedField
          label="Component"
          text={question.component}
          pattern={/^[a-z][a-z0-9-]*$/}
          fault="A name such as http or jobs."
          onChange={(component) => onChange({ component })}
        />
        <TypedField
          label="Request id"
          text={question.requestId}
          pattern={/^[0-9a-f-]{36}$/}
          fault="The whole id, as an error shows it."
          onChange={(requestId) => onChange({ requestId })}
        />
      </div>
      <div className="row">
        {question.traceId !== "" && (
          <span className="badge numbers">trace {question.traceId.slice(0, 8)}…</span>
        )}
        {isFiltered && (
          <Button
            isSmall
            look="quiet"
            onPress={() =>
              onChange({ level: "", component: "", category: "", requestId: "", traceId: "" })
            }
          >
            Show everything
          </Button>
        )}
      </div>
    </search>
  );
};

/** Asks once the typing rests, and only for what can be. */
const TypedField = (props: {
  readonly label: string;
  readonly text: string;
  readonly pattern: RegExp;
  readonly fault: string;
  readonly onChange: (text: string) => void;
}) => {
  const [text, setText] = useState(props.text);
  const { onChange, pattern } = props;
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
      label={props.label}
      type="search"
      maxLength={60}
      autoComplete="off"
      isVerbatim
      value={text}
      onChange={setText}
      errorMessage={isPossible ? undefined : props.fault}
    />
  );
};
