import { useId, useState } from "react";
import { Button } from "../kit/index.ts";
import { durationWords, stateWords } from "./health-words.ts";
import type { HealthEntry, PartState } from "./operations-api.ts";

const SHOWN = 5;

/** The word of a state, with a mark whose shape differs too. */
export const StateBadge = ({ state }: { readonly state: PartState }) => (
  <span className="state-badge" data-state={state}>
    {stateWords[state]}
  </span>
);

const format = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

const Instant = ({ iso }: { readonly iso: string }) => (
  <time dateTime={iso}>{format.format(new Date(iso))}</time>
);

const Entry = ({ entry, now }: { readonly entry: HealthEntry; readonly now: number }) => {
  const end = entry.until === null ? now : Date.parse(entry.until);
  return (
    <li>
      <div className="row row-spread">
        <StateBadge state={entry.state} />
        <span className="small numbers">{durationWords(end - Date.parse(entry.since))}</span>
      </div>
      <p className="small soft numbers">
        <Instant iso={entry.since} /> to{" "}
        {entry.until === null ? "now" : <Instant iso={entry.until} />}
        {entry.detail !== "" && ` · ${entry.detail}`}
      </p>
    </li>
  );
};

/** What the checks found of one part, newest first; the older ones on request. */
export const HealthEntries = (props: {
  readonly entries: readonly HealthEntry[];
  readonly now: number;
}) => {
  const [isAll, setAll] = useState(false);
  const id = useId();
  const { entries } = props;
  if (entries.length === 0) {
    return <p className="small soft">No check in this time.</p>;
  }
  const shown = isAll ? entries : entries.slice(0, SHOWN);
  return (
    <div className="stack stack-tight">
      <ol id={id} className="list-plain divided health-entries">
        {shown.map((entry) => (
          <Entry key={`${entry.since} ${entry.state}`} entry={entry} now={props.now} />
        ))}
      </ol>
      {entries.length > SHOWN && (
        <div>
          <Button isSmall aria-expanded={isAll} aria-controls={id} onPress={() => setAll(!isAll)}>
            {isAll ? "Show fewer" : `Show all ${entries.length}`}
          </Button>
        </div>
      )}
    </div>
  );
};
