import { Button, buttonClass, SearchField, Select } from "../../kit/index.ts";
import { type AuditFilter, auditFile } from "./audit-api.ts";
import { OUTCOME_CHOICES } from "./audit-words.ts";

type Change = (part: Partial<Omit<AuditFilter, "before">>) => void;

const ACTION = /^[a-z][a-z0-9.-]*$/;
const REQUEST = /^[0-9a-f-]{36}$/;
const DAY = /^\d{4}-\d\d-\d\d(T[0-9:.]+(Z|[+-]\d\d:\d\d))?$/;

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
    pattern?: RegExp,
    hint?: string,
  ) => (
    <SearchField
      label={label}
      text={filter[name]}
      {...(pattern && { pattern })}
      {...(hint && { hint })}
      onChange={(text) => onChange({ [name]: text })}
    />
  );
  return (
    <search className="stack stack-tight">
      <div className="event-filters">
        {field("actor", "Who")}
        {field("action", "Action", ACTION, "Enter a name such as plan.created.")}
        {field("target", "On what")}
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
