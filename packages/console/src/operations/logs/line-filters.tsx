import { Button, SearchField, Select } from "../../kit/index.ts";
import { LEVELS, type LineQuestion } from "./logs-api.ts";

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
        <SearchField
          label="Component"
          text={question.component}
          maxLength={60}
          pattern={/^[a-z][a-z0-9-]*$/}
          hint="A name such as http or jobs."
          onChange={(component) => onChange({ component })}
        />
        <SearchField
          label="Request id"
          text={question.requestId}
          pattern={/^[0-9a-f-]{36}$/}
          hint="The whole id, as an error shows it."
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
