import { Button, buttonClass, SearchField, Select } from "../../kit/index.ts";
import { type EventFilter, exportFile, type NameCount } from "./events-api.ts";
import { nameChoices } from "./events-words.ts";

/** What can stand in the address of a client; the server refuses anything else. */
const ADDRESS = /^[0-9a-fA-F.:/]*$/;

const OUTCOMES = [
  { value: "", label: "Whatever came of it" },
  { value: "refused", label: "Refused" },
  { value: "noticed", label: "Only noticed" },
  { value: "success", label: "Happened" },
] as const;

/** Which events are shown, and the same as a file. */
export const Filters = (props: {
  readonly names: readonly NameCount[];
  readonly filter: EventFilter;
  readonly isFiltered: boolean;
  readonly onChange: (part: Partial<Omit<EventFilter, "before">>) => void;
  readonly onClear: () => void;
}) => {
  const { filter, onChange } = props;
  return (
    <search className="stack stack-tight">
      <div className="event-filters">
        <Select
          label="Event"
          value={filter.name}
          onChange={(name) => onChange({ name })}
          choices={nameChoices(props.names, filter.name)}
        />
        <Select
          label="Outcome"
          value={filter.outcome}
          onChange={(outcome) => onChange({ outcome })}
          choices={OUTCOMES}
        />
        <SearchField
          label="Address"
          text={filter.address}
          maxLength={50}
          pattern={ADDRESS}
          hint="Enter an IP address, such as 203.0.113.7."
          onChange={(address) => onChange({ address })}
        />
      </div>
      <div className="row">
        {filter.account !== "" && (
          <span className="badge numbers">account {filter.account.slice(0, 8)}…</span>
        )}
        {props.isFiltered && (
          <Button isSmall look="quiet" onPress={props.onClear}>
            Show everything
          </Button>
        )}
        <a
          className={buttonClass({ look: "quiet", isSmall: true })}
          href={exportFile(filter, "csv")}
        >
          Save as CSV
        </a>
        <a
          className={buttonClass({ look: "quiet", isSmall: true })}
          href={exportFile(filter, "json")}
        >
          Save as JSON
        </a>
      </div>
    </search>
  );
};
