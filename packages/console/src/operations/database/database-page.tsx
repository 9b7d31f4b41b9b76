import { useState } from "react";
import { dateWords } from "../../admin/admin-words.ts";
import { type Column, DataTable } from "../../admin/data-table.tsx";
import { Button, Notice } from "../../kit/index.ts";
import { LivePage } from "../live-page.tsx";
import {
  createDatabaseApi,
  type DatabaseOverview,
  type RunningWork,
  type ServerSession,
  type StatementCost,
} from "./database-api.ts";
import {
  costWords,
  countWords,
  gaugesOf,
  progressWords,
  runWords,
  timeWords,
} from "./database-words.ts";
import { PlanDialog } from "./plan-dialog.tsx";

/** What the database is busy with; for administrators (DB-06). */
export const DatabasePage = () => (
  <LivePage
    title="Database"
    queryKey={["database"]}
    load={(client, signal) => createDatabaseApi(client).overview(signal)}
    subject="what the database does"
  >
    {(overview) => <Overview overview={overview} />}
  </LivePage>
);

const Overview = ({ overview }: { readonly overview: DatabaseOverview }) => (
  <>
    {!overview.isAnswering && (
      <Notice tone="warn" title="The database does not answer">
        Below is what this process knows by itself.
      </Notice>
    )}
    <dl className="tiles">
      {gaugesOf(overview).map(({ label, value }) => (
        <div key={label} className="tile">
          <dt>{label}</dt>
          <dd className="numbers">{value}</dd>
        </div>
      ))}
    </dl>
    <Running running={overview.running} />
    {overview.sessions !== null && <Sessions sessions={overview.sessions} />}
    <Statements statements={overview.statements} />
    <p className="small soft">
      {overview.engine === "embedded" ? "Embedded database" : "PostgreSQL"}; the costliest of{" "}
      {overview.known} statements, as the process knows them that answered, since{" "}
      {dateWords(overview.since)}. Values are never kept.
    </p>
  </>
);

const Statements = ({ statements }: Pick<DatabaseOverview, "statements">) => {
  const [shown, setShown] = useState<StatementCost>();
  const columns: readonly [Column<StatementCost>, ...Column<StatementCost>[]] = [
    {
      name: "Statement",
      cell: (one) => (
        <Button
          isSmall
          look="quiet"
          aria-label={`How ${one.name} ${one.id} runs`}
          onPress={() => setShown(one)}
        >
          <span className="wrap-anywhere">{one.name}</span>
        </Button>
      ),
    },
    { name: "In all", cell: (one) => <span className="numbers">{costWords(one)}</span> },
    { name: "Ran", cell: (one) => <span className="numbers">{countWords(one)}</span> },
    { name: "Each time", cell: (one) => <span className="numbers">{runWords(one)}</span> },
  ];
  return (
    <section className="stack" aria-labelledby="database-statements">
      <h2 id="database-statements">Most time in all</h2>
      <DataTable
        caption="Statements by the time they took in all"
        rows={statements}
        keyOf={({ id }) => id}
        columns={columns}
      />
      <PlanDialog statement={shown} onClose={() => setShown(undefined)} />
    </section>
  );
};

const RUNNING_COLUMNS: readonly [Column<RunningWork>, ...Column<RunningWork>[]] = [
  { name: "Work", cell: ({ name }) => <span className="wrap-anywhere">{name}</span> },
  {
    name: "Since",
    cell: ({ runningMs }) => <span className="numbers">{timeWords(runningMs)}</span>,
  },
  { name: "How far", cell: (one) => <span className="numbers">{progressWords(one)}</span> },
];

const Running = ({ running }: Pick<DatabaseOverview, "running">) => (
  <section className="stack" aria-labelledby="database-running">
    <h2 id="database-running">Under way in this process</h2>
    {running.length === 0 ? (
      <p className="soft">Nothing at this moment.</p>
    ) : (
      <DataTable
        caption="Statements and transactions that have not ended"
        rows={running.map((work, index) => ({ ...work, key: String(index) }))}
        keyOf={({ key }) => key}
        columns={RUNNING_COLUMNS}
      />
    )}
  </section>
);

const SESSION_COLUMNS: readonly [Column<ServerSession>, ...Column<ServerSession>[]] = [
  {
    name: "Statement",
    cell: ({ sql }) => <code className="wrap-anywhere small">{sql}</code>,
  },
  { name: "Of", cell: ({ application, pid }) => `${application} (${pid})` },
  {
    name: "State",
    cell: ({ state, waitsFor }) => (waitsFor === null ? state : `${state}, waits for ${waitsFor}`),
  },
  {
    name: "Since",
    cell: ({ runningMs }) => <span className="numbers">{timeWords(runningMs)}</span>,
  },
];

const Sessions = ({ sessions }: { readonly sessions: readonly ServerSession[] }) => (
  <section className="stack" aria-labelledby="database-sessions">
    <h2 id="database-sessions">On the server, of all processes</h2>
    {sessions.length === 0 ? (
      <p className="soft">Nothing at this moment.</p>
    ) : (
      <DataTable
        caption="Connections to the server that are not idle"
        rows={sessions}
        keyOf={({ pid }) => String(pid)}
        columns={SESSION_COLUMNS}
      />
    )}
  </section>
);
