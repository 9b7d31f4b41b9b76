import { useState } from "react";
import { Badge, When } from "../../admin/admin-page.tsx";
import { countWords } from "../../admin/admin-words.ts";
import { type Column, DataTable } from "../../admin/data-table.tsx";
import { EmptyState, Segmented } from "../../kit/index.ts";
import { PageLink } from "../../shell/index.ts";
import { LivePage } from "../live-page.tsx";
import { createIncidentsApi, type Incident } from "./incidents-api.ts";

const VIEWS = [
  { value: "open", label: "Open" },
  { value: "all", label: "All" },
] as const;

/** What was serious: opened by critical alerts and by what is done without an operator (OBS-11). */
export const IncidentsPage = () => {
  const [view, setView] = useState<(typeof VIEWS)[number]["value"]>("open");
  return (
    <LivePage
      title="Incidents"
      queryKey={["incidents", "list", view]}
      load={(client, signal) => createIncidentsApi(client).list(view === "open", signal)}
      subject="incidents"
      topics={["incidents", "alerts"]}
      everyMs={10_000}
      head={
        <Segmented
          label="Which incidents"
          isLabelHidden
          value={view}
          onChange={setView}
          choices={VIEWS}
        />
      }
    >
      {({ incidents, open }) => (
        <>
          <p role="status" className="small soft">
            {countWords(open, "open incident", "open incidents")}
          </p>
          {incidents.length === 0 ? (
            <EmptyState title="No incident">
              {view === "open" ? "Nothing serious is open." : "Nothing serious happened so far."}
            </EmptyState>
          ) : (
            <DataTable
              caption="Incidents"
              rows={incidents}
              keyOf={({ id }) => id}
              columns={COLUMNS}
            />
          )}
        </>
      )}
    </LivePage>
  );
};

const COLUMNS: readonly [Column<Incident>, ...Column<Incident>[]] = [
  {
    name: "Incident",
    cell: ({ id, about, severity, closedAt }) => (
      <>
        <span className="badges">
          <Badge tone={closedAt === null ? (severity === "critical" ? "danger" : "warn") : "plain"}>
            {closedAt === null ? severity : "closed"}
          </Badge>
          <PageLink to={`/operations/incidents/${id}`}>{about}</PageLink>
        </span>
      </>
    ),
  },
  { name: "Opened", cell: ({ openedAt }) => <When iso={openedAt} /> },
  {
    name: "Closed",
    cell: ({ closedAt }) =>
      closedAt === null ? <span className="soft">not yet</span> : <When iso={closedAt} />,
  },
  { name: "Entries", cell: ({ entries }) => <span className="numbers">{entries}</span> },
  {
    name: "Found out",
    cell: ({ note }) => <span className="small wrap-anywhere">{note ?? ""}</span>,
  },
];
