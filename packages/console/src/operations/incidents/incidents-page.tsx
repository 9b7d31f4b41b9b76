import { Badge, When } from "../../admin/admin-page.tsx";
import { countWords } from "../../admin/admin-words.ts";
import { type Column, DataTable } from "../../admin/data-table.tsx";
import { EmptyState } from "../../kit/index.ts";
import { PageLink } from "../../shell/index.ts";
import { LivePage } from "../live-page.tsx";
import { PageTurner } from "../page-turner.tsx";
import { PastListBar } from "../time/past-list-bar.tsx";
import { usePastList } from "../time/use-past-list.ts";
import { createIncidentsApi, type Incident, incidentsFile } from "./incidents-api.ts";

/** What was serious: opened by critical alerts and by what is done without an operator (OBS-11). */
export const IncidentsPage = () => {
  const list = usePastList();
  return (
    <LivePage
      title="Incidents"
      queryKey={["incidents", "list", ...list.key]}
      load={(client, signal) => createIncidentsApi(client).list(list.filterNow(), signal)}
      subject="incidents"
      topics={["incidents", "alerts"]}
      everyMs={10_000}
      head={<PastListBar label="Which incidents" openLabel="Open" list={list} />}
    >
      {({ incidents, open, next }) => (
        <>
          <p role="status" className="small soft">
            {countWords(open, "open incident", "open incidents")}
          </p>
          {incidents.length === 0 ? (
            <EmptyState title="No incident">
              {list.view === "open"
                ? "Nothing serious is open."
                : "Nothing serious happened in this time."}
            </EmptyState>
          ) : (
            <DataTable
              caption="Incidents"
              file={incidentsFile(list.filterNow())}
              rows={incidents}
              keyOf={({ id }) => id}
              columns={COLUMNS}
            />
          )}
          <PageTurner next={next} isFirst={list.isFirst} onPage={list.turnTo} />
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
