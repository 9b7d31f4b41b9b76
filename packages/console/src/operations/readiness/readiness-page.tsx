import { useQuery } from "@tanstack/react-query";
import { PageHeading } from "../../account/index.ts";
import { dateWords } from "../../admin/admin-words.ts";
import { isRefused } from "../../client/index.ts";
import { Button, EmptyState, ErrorState, Notice, Skeleton } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { loadReadiness, type ReadinessView } from "./readiness-api.ts";
import { findingWords, numberWords, progressWords, verdictWords } from "./readiness-words.ts";
import { ReportTables } from "./report-tables.tsx";

/** How ready the deployment is, as the last published report says; for administrators. */
export const ReadinessPage = () => {
  const { client } = useRuntime();
  const readiness = useQuery({
    queryKey: ["readiness"],
    queryFn: ({ signal }) => loadReadiness(client, signal),
    staleTime: 0,
  });
  return (
    <>
      <div className="row row-spread">
        <PageHeading>Readiness</PageHeading>
        <Button isSmall isPending={readiness.isFetching} onPress={() => void readiness.refetch()}>
          Look again
        </Button>
      </div>
      <Body
        view={readiness.data}
        error={readiness.error}
        onRetry={() => void readiness.refetch()}
      />
    </>
  );
};

const Body = (props: {
  readonly view: ReadinessView | undefined;
  readonly error: unknown;
  readonly onRetry: () => void;
}) => {
  const { view, error } = props;
  if (isRefused(error)) {
    return (
      <Notice tone="warn" title="For administrators">
        Your account may not see how ready the service is.
      </Notice>
    );
  }
  if (view === undefined) {
    return error === null ? (
      <Skeleton lines={8} />
    ) : (
      <ErrorState error={error} onRetry={props.onRetry} />
    );
  }
  if (view.state === "refused") {
    return (
      <Notice tone="danger" title="The stored report is not shown">
        <p>The file in the data directory was not signed as it is: {view.reason}.</p>
        <p>Make and publish a new one.</p>
        <Command />
      </Notice>
    );
  }
  if (view.report === null) {
    return (
      <EmptyState title="No report yet">
        <p>A report is made out of evidence files and published for this page by one command:</p>
        <Command />
      </EmptyState>
    );
  }
  return <Report view={view} report={view.report} />;
};

const Command = () => (
  <p className="wrap-anywhere">
    <code>plinth report --audit audit.json --drill drill.json --load results.json --publish</code>
  </p>
);

const Report = (props: {
  readonly view: ReadinessView;
  readonly report: NonNullable<ReadinessView["report"]>;
}) => {
  const { view, report } = props;
  const { header, verdict } = report;
  return (
    <>
      {view.isOverdue && (
        <Notice tone="warn" title="This report is too old">
          {header.nextReview === null
            ? "It had no evidence. "
            : `The next review was due on ${dateWords(header.nextReview)}. `}
          What it says does not count any more; gather evidence and publish a new one.
        </Notice>
      )}
      <section className="card stack stack-tight" aria-label="Verdict">
        <p className="verdict" data-ready={verdict.isReady}>
          {verdictWords(report)}
        </p>
        <p>{numberWords(report)}</p>
        <p>{findingWords(report)}</p>
        <p>{progressWords(report)}</p>
        <p className="wrap-anywhere">Use cases covered: {header.useCases.join(", ") || "none"}</p>
        <p className="small soft wrap-anywhere">
          Made <time dateTime={header.generatedAt}>{dateWords(header.generatedAt)}</time> by{" "}
          {header.author} of {header.targets.join(", ") || "no target"}
          {header.commit !== null && `, commit ${header.commit.slice(0, 12)}`}
          {header.nextReview !== null && `; next review ${dateWords(header.nextReview)}`}
        </p>
      </section>
      <ReportTables report={report} now={view.now} />
    </>
  );
};
