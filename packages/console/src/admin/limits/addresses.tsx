import { useRuntime } from "../../shell/index.ts";
import { ActionButton } from "../action-button.tsx";
import { Badge } from "../admin-page.tsx";
import { countWords, dateWords } from "../admin-words.ts";
import { type Column, DataTable } from "../data-table.tsx";
import { type AddressEntry, createLimitsApi, type LimitStats } from "./limits-api.ts";
import {
  describeLimitsError,
  endWords,
  lengthWords,
  levelWords,
  reasonWords,
} from "./limits-words.ts";

/** The addresses that are blocked or always let in, and how they came there. */
export const Addresses = (props: { readonly stats: LimitStats; readonly mayWrite: boolean }) => {
  const { entries, entriesTotal, lists, suspicion } = props.stats;
  const { threshold, seconds, blockSeconds } = suspicion;
  return (
    <section className="stack" aria-labelledby="addresses">
      <h2 id="addresses">Addresses</h2>
      <p className="soft">
        {threshold === 0
          ? "No address is blocked by itself here: BLOCK_THRESHOLD is 0."
          : `An address that gathers more than ${threshold} points of suspicion within ${lengthWords(seconds)} is blocked for ${blockSeconds.map(lengthWords).join(", then ")}.`}
      </p>
      {entries.length === 0 ? (
        <p>No address is blocked, and none is let in whatever it does.</p>
      ) : (
        <>
          <p role="status" className="small soft">
            {countWords(entriesTotal, "address", "addresses")} listed
            {entriesTotal > entries.length && `, of which the newest ${entries.length} are shown`}
          </p>
          <DataTable
            caption="Addresses with an entry"
            rows={entries}
            keyOf={({ id }) => id}
            columns={columns(props.mayWrite)}
          />
        </>
      )}
      <Settings lists={lists} />
    </section>
  );
};

const columns = (mayWrite: boolean): readonly [Column<AddressEntry>, ...Column<AddressEntry>[]] => [
  {
    name: "Address",
    cell: ({ address }) => <strong className="numbers wrap-anywhere">{address}</strong>,
  },
  {
    name: "State",
    cell: ({ kind, level }) => (
      <span className="badges">
        <Badge tone={kind === "block" ? "danger" : "ok"}>
          {kind === "block" ? "blocked" : "always let in"}
        </Badge>
        {level > 0 && <Badge>{levelWords(level)}</Badge>}
      </span>
    ),
  },
  {
    name: "Why",
    cell: (entry) => (
      <>
        {reasonWords(entry)}
        <span className="small soft line">
          {entry.origin === "automatic" ? "by itself" : "by an administrator"}
        </span>
      </>
    ),
  },
  { name: "Holds", cell: ({ until }) => <Until until={until} /> },
  ...(mayWrite
    ? [
        {
          name: "Change",
          cell: (entry: AddressEntry) => <RemoveButton entry={entry} />,
        },
      ]
    : []),
];

const Until = ({ until }: { readonly until: string | null }) => {
  const words = endWords(until, new Date());
  if (until === null) return words;
  return (
    <time dateTime={until} title={dateWords(until)} className="numbers">
      {words}
    </time>
  );
};

const RemoveButton = ({ entry }: { readonly entry: AddressEntry }) => {
  const { client } = useRuntime();
  const isBlock = entry.kind === "block";
  return (
    <ActionButton
      label={isBlock ? "Unblock" : "Remove"}
      accessibleLabel={`${isBlock ? "Unblock" : "Remove"} ${entry.address}`}
      title={isBlock ? `Unblock ${entry.address}?` : `Take ${entry.address} off the list?`}
      confirmLabel={isBlock ? "Unblock it" : "Take it off"}
      look="primary"
      run={() => createLimitsApi(client).remove(entry.id)}
      done={isBlock ? `${entry.address} is let in again.` : `${entry.address} is off the list.`}
      describe={describeLimitsError}
    >
      <p>
        {isBlock
          ? "The address is let in again at once, on every node. Should it go on as before, it is blocked anew."
          : "From now on the address is blocked like any other once it looks like an attack."}
      </p>
    </ActionButton>
  );
};

const Settings = ({ lists }: Pick<LimitStats, "lists">) => {
  if (lists.allowed.length === 0 && lists.denied.length === 0) return null;
  return (
    <dl className="facts small">
      {lists.allowed.length > 0 && (
        <>
          <dt>Always let in by the settings</dt>
          <dd className="numbers wrap-anywhere">{lists.allowed.join(", ")}</dd>
        </>
      )}
      {lists.denied.length > 0 && (
        <>
          <dt>Never let in by the settings</dt>
          <dd className="numbers wrap-anywhere">{lists.denied.join(", ")}</dd>
        </>
      )}
    </dl>
  );
};
