import { useState } from "react";
import { Segmented } from "../../kit/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { ActionButton } from "../action-button.tsx";
import { When } from "../admin-page.tsx";
import { type Column, DataTable } from "../data-table.tsx";
import { usePermissions } from "../permissions.ts";
import { createLimitsApi, type KeyUse, type LimitStats } from "./limits-api.ts";
import { byWords, identityWords, ruleWords } from "./limits-words.ts";

const VIEWS = [
  { value: "offenders", label: "Refused most" },
  { value: "busiest", label: "Most calls" },
] as const;

const SHOWN = 20;
const numbers = new Intl.NumberFormat("en-GB");

/** Who comes and who is refused most often right now. */
export const Keys = (props: { readonly stats: LimitStats; readonly mayWrite: boolean }) => {
  const [view, setView] = useState<"offenders" | "busiest">("offenders");
  const rows = props.stats[view].slice(0, SHOWN);
  return (
    <section className="stack" aria-labelledby="keys">
      <h2 id="keys">Callers of the last hour</h2>
      <Segmented label="Shown" isLabelHidden value={view} onChange={setView} choices={VIEWS} />
      {rows.length === 0 ? (
        <p>
          {view === "offenders"
            ? "Nobody was refused by a limit lately."
            : "Nobody called often enough to be counted."}
        </p>
      ) : (
        <DataTable
          caption={view === "offenders" ? "Callers refused most" : "Callers with most calls"}
          rows={rows}
          keyOf={({ rule, by, identity }) => `${rule} ${by} ${identity}`}
          columns={columns(view, props.mayWrite)}
        />
      )}
      {view === "busiest" && (
        <p className="small soft">One call of eight is looked at; the numbers are estimates.</p>
      )}
    </section>
  );
};

const columns = (
  view: "offenders" | "busiest",
  mayWrite: boolean,
): readonly [Column<KeyUse>, ...Column<KeyUse>[]] => [
  {
    name: "Caller",
    cell: (key) => (
      <>
        <Identity of={key} />
        {key.by !== "address" && (
          <span className="small soft line numbers">last from {key.address}</span>
        )}
      </>
    ),
  },
  {
    name: "Limit",
    cell: ({ rule, by }) => (
      <>
        <span className="wrap-anywhere">{ruleWords(rule)}</span>
        <span className="small soft line">{byWords(by)}</span>
      </>
    ),
  },
  {
    name: view === "offenders" ? "Refused" : "Calls",
    cell: ({ calls }) => (
      <span className="numbers">
        {view === "busiest" && "about "}
        {numbers.format(calls)}
      </span>
    ),
  },
  { name: "Last", cell: ({ lastAt }) => <When iso={lastAt} /> },
  ...(mayWrite ? [{ name: "Change", cell: (key: KeyUse) => <ClearButton of={key} /> }] : []),
];

const Identity = ({ of }: { readonly of: KeyUse }) => {
  const { may } = usePermissions();
  const words = identityWords(of);
  if (of.by === "user" && may("users:read")) {
    return <PageLink to={`/admin/users/${of.identity}`}>account {words.slice(0, 8)}…</PageLink>;
  }
  return <span className="numbers wrap-anywhere">{words}</span>;
};

const ClearButton = ({ of }: { readonly of: KeyUse }) => {
  const { client } = useRuntime();
  const words = identityWords(of);
  return (
    <ActionButton
      label="Clear"
      accessibleLabel={`Clear what ${words} used of ${of.rule}`}
      title="Give the budget back?"
      confirmLabel="Clear the count"
      look="primary"
      run={() => createLimitsApi(client).clear(of)}
      done={`${words} has its whole budget again.`}
    >
      <p>
        What <strong className="wrap-anywhere">{words}</strong> used of the limit “
        {ruleWords(of.rule)}” is forgotten, on every node. The limit itself stays.
      </p>
    </ActionButton>
  );
};
