import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Skeleton } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { ADMIN_KEY } from "../action-button.tsx";
import { AdminFailure, AdminPage, Badge, When } from "../admin-page.tsx";
import { type Column, DataTable } from "../data-table.tsx";
import {
  createAdminPrivacyApi,
  type DueTable,
  type ListedErasure,
  type ListedExport,
  type PrivacyOverview,
  type ProcessingRecord,
} from "./admin-privacy-api.ts";
import { BreachSection } from "./breach-section.tsx";

const numbers = new Intl.NumberFormat("en-GB");

/** Breaches, exports, erasures, what is due, and the record of processing. */
export const PrivacyAdminPage = () => (
  <AdminPage title="Privacy" permission="privacy:read">
    <BreachSection />
    <Overview />
    <Records />
  </AdminPage>
);

const Overview = () => {
  const { client } = useRuntime();
  const overview = useQuery({
    queryKey: [ADMIN_KEY, "privacy", "overview"],
    queryFn: ({ signal }) => createAdminPrivacyApi(client).overview(signal),
    staleTime: 0,
  });
  if (overview.data !== undefined) return <Lists overview={overview.data} />;
  if (overview.error === null) return <Skeleton lines={6} />;
  return <AdminFailure error={overview.error} onRetry={() => void overview.refetch()} />;
};

const Lists = ({ overview }: { readonly overview: PrivacyOverview }) => (
  <>
    <Listing title="Erasures" empty="Nobody was erased." rows={overview.erasures}>
      {(rows) => <DataTable caption="Erasures" rows={rows} keyOf={idOf} columns={ERASURES} />}
    </Listing>
    <Listing title="Exports" empty="Nobody asked for their data." rows={overview.exports}>
      {(rows) => <DataTable caption="Exports" rows={rows} keyOf={idOf} columns={EXPORTS} />}
    </Listing>
    <Listing title="Kept too long" empty="Nothing is older than it may be." rows={overview.due}>
      {(rows) => (
        <DataTable caption="Kept too long" rows={rows} keyOf={({ table }) => table} columns={DUE} />
      )}
    </Listing>
  </>
);

const idOf = ({ id }: { readonly id: string }): string => id;

const Listing = <Row,>(props: {
  readonly title: string;
  readonly empty: string;
  readonly rows: readonly Row[];
  readonly children: (rows: readonly Row[]) => ReactNode;
}) => (
  <section className="stack" aria-label={props.title}>
    <h2>{props.title}</h2>
    {props.rows.length === 0 ? <p className="soft">{props.empty}</p> : props.children(props.rows)}
  </section>
);

const ERASURES: readonly [Column<ListedErasure>, ...Column<ListedErasure>[]] = [
  { name: "Account", cell: ({ id }) => <code className="wrap-anywhere small">{id}</code> },
  { name: "Asked for", cell: ({ at }) => <When iso={at} /> },
  {
    name: "State",
    cell: ({ doneAt }) =>
      doneAt === null ? <Badge tone="warn">under way</Badge> : <Badge tone="ok">gone</Badge>,
  },
  { name: "By", cell: ({ origin }) => (origin === "ledger" ? "the ledger" : `the ${origin}`) },
];

const EXPORTS: readonly [Column<ListedExport>, ...Column<ListedExport>[]] = [
  {
    name: "Account",
    cell: ({ accountId }) => <code className="wrap-anywhere small">{accountId}</code>,
  },
  { name: "Asked for", cell: ({ createdAt }) => <When iso={createdAt} /> },
  {
    name: "State",
    cell: ({ state }) => <Badge tone={state === "failed" ? "danger" : "plain"}>{state}</Badge>,
  },
];

const DUE: readonly [Column<DueTable>, ...Column<DueTable>[]] = [
  { name: "Table", cell: ({ table }) => table },
  { name: "Rows", cell: ({ rows }) => <span className="numbers">{numbers.format(rows)}</span> },
  {
    name: "Kept for",
    cell: ({ days, retention }) => `${numbers.format(days)} days (${retention})`,
  },
];

const RECORDS: readonly [Column<ProcessingRecord>, ...Column<ProcessingRecord>[]] = [
  {
    name: "Purpose",
    cell: ({ purpose, isSensitive }) => (
      <>
        {purpose} {isSensitive && <Badge tone="warn">sensitive, sealed</Badge>}
      </>
    ),
  },
  { name: "Basis", cell: ({ basis }) => basis.replaceAll("-", " ") },
  {
    name: "Where",
    cell: ({ tables }) => <span className="wrap-anywhere">{tables.join(", ")}</span>,
  },
  { name: "Kept", cell: ({ retention }) => retention.join("; ") },
];

const Records = () => {
  const { client } = useRuntime();
  const records = useQuery({
    queryKey: [ADMIN_KEY, "privacy", "records"],
    queryFn: ({ signal }) => createAdminPrivacyApi(client).records(signal),
  });
  if (records.error !== null) {
    return <AdminFailure error={records.error} onRetry={() => void records.refetch()} />;
  }
  return (
    <section className="stack" aria-labelledby="records-title">
      <h2 id="records-title">Record of processing</h2>
      {records.data === undefined ? (
        <Skeleton lines={4} />
      ) : (
        <DataTable
          caption="Record of processing"
          rows={records.data}
          keyOf={({ purpose, basis }) => `${purpose} ${basis}`}
          columns={RECORDS}
        />
      )}
    </section>
  );
};
