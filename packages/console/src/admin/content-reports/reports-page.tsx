import { useQuery } from "@tanstack/react-query";
import { Notice, Skeleton } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { ActionButton, ADMIN_KEY } from "../action-button.tsx";
import { AdminFailure, AdminPage, Badge, When } from "../admin-page.tsx";
import { type Column, DataTable } from "../data-table.tsx";
import { usePermissions } from "../permissions.ts";
import { type ContentReports, createReportsApi, type Violation } from "./reports-api.ts";
import { kindWords, originWords, sourceWords } from "./reports-words.ts";

const numbers = new Intl.NumberFormat("en-GB");

/** What pages were kept from doing, as the browsers of visitors report it. */
export const ContentReportsPage = () => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const reports = useQuery({
    queryKey: [ADMIN_KEY, "content-reports"],
    queryFn: ({ signal }) => createReportsApi(client).list(signal),
    enabled: may("security:read"),
    staleTime: 0,
  });
  const hasSome = (reports.data?.violations.length ?? 0) > 0;
  return (
    <AdminPage
      title="Blocked content"
      permission="security:read"
      action={may("security:write") && hasSome ? <ClearButton /> : null}
    >
      {reports.data === undefined && reports.error === null && (
        <Skeleton lines={6} height="2.5rem" />
      )}
      {reports.error !== null && (
        <AdminFailure error={reports.error} onRetry={() => void reports.refetch()} />
      )}
      {reports.data !== undefined && <List reports={reports.data} />}
    </AdminPage>
  );
};

const List = ({ reports }: { readonly reports: ContentReports }) => {
  const { violations, keptDays, isReportOnly } = reports;
  return (
    <>
      {isReportOnly && (
        <Notice tone="warn" title="Nothing is stopped">
          Browsers only report what the policy forbids. Take CSP_REPORT_ONLY away once the list
          stays empty.
        </Notice>
      )}
      <p className="small soft">
        Reported by browsers, kept for {keptDays} days after the last time. Anybody can send
        reports: they are a hint, not proof.
      </p>
      {violations.length === 0 ? (
        <p>No page tried anything that its policy forbids.</p>
      ) : (
        <DataTable
          caption="What pages were kept from doing"
          rows={violations}
          keyOf={({ id }) => id}
          columns={COLUMNS}
        />
      )}
    </>
  );
};

const COLUMNS: readonly [Column<Violation>, ...Column<Violation>[]] = [
  {
    name: "What",
    cell: (violation) => (
      <>
        <span className="wrap-anywhere">
          {kindWords(violation)} {originWords(violation)}
        </span>
        <span className="small soft line">{violation.directive}</span>
      </>
    ),
  },
  {
    name: "Where",
    cell: (violation) => (
      <>
        <span className="wrap-anywhere">{violation.page}</span>
        <span className="small soft line wrap-anywhere">{sourceWords(violation)}</span>
      </>
    ),
  },
  {
    name: "Times",
    cell: ({ times, disposition }) => (
      <>
        <span className="numbers">{numbers.format(times)}</span>{" "}
        {disposition === "report" && <Badge tone="warn">not stopped</Badge>}
      </>
    ),
  },
  { name: "First", cell: ({ firstAt }) => <When iso={firstAt} /> },
  { name: "Last", cell: ({ lastAt }) => <When iso={lastAt} /> },
];

const ClearButton = () => {
  const { client } = useRuntime();
  return (
    <ActionButton
      label="Forget all"
      title="Forget all reports?"
      confirmLabel="Forget them"
      run={() => createReportsApi(client).clear()}
      done="All reports are forgotten."
    >
      <p>The list begins anew, so that after a change only what is new shows.</p>
    </ActionButton>
  );
};
