import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { PageHeading } from "../../account/index.ts";
import { ADMIN_KEY } from "../../admin/action-button.tsx";
import { dateWords } from "../../admin/admin-words.ts";
import { type Column, DataTable } from "../../admin/data-table.tsx";
import { usePermissions } from "../../admin/permissions.ts";
import { isApiError } from "../../client/index.ts";
import { Button, ErrorState, Notice, Select, Skeleton } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { OperationsNav } from "../operations-nav.tsx";
import { JobList } from "./job-list.tsx";
import {
  createJobsApi,
  type JobKind,
  type JobSchedule,
  type JobState,
  type JobSummary,
} from "./jobs-api.ts";
import { STATES, summaryWords, waitWords } from "./jobs-words.ts";

const REFRESH_MS = 5_000;

const isRefused = (error: unknown): boolean =>
  isApiError(error) && (error.status === 401 || error.status === 403);

/** Work that outlives requests: what waits, what failed for good, what the clock begins (SCALE-03). */
export const JobsPage = () => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const found = useQuery({
    queryKey: [ADMIN_KEY, "jobs", "summary"],
    queryFn: ({ signal }) => createJobsApi(client).summary(signal),
    staleTime: 0,
    // Whoever may not look is not asked again and again.
    refetchInterval: ({ state }) => (isRefused(state.error) ? false : REFRESH_MS),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="page page-middle stack">
      <OperationsNav />
      <div className="row row-spread">
        <PageHeading>Jobs</PageHeading>
        <Button isSmall onPress={() => void found.refetch()}>
          Look again
        </Button>
      </div>
      <Body
        summary={found.data}
        error={found.error}
        mayWrite={may("jobs:write")}
        onRetry={() => void found.refetch()}
      />
    </div>
  );
};

const Body = (props: {
  readonly summary: JobSummary | undefined;
  readonly error: unknown;
  readonly mayWrite: boolean;
  readonly onRetry: () => void;
}) => {
  const { summary, error } = props;
  const [state, setState] = useState<JobState>("dead");
  if (isRefused(error)) {
    return (
      <Notice tone="warn" title="For administrators">
        Your account may not see jobs.
      </Notice>
    );
  }
  if (summary === undefined) {
    return error === null ? (
      <Skeleton lines={6} height="2.5rem" />
    ) : (
      <ErrorState error={error} onRetry={props.onRetry} />
    );
  }
  return (
    <>
      {error !== null && (
        <Notice tone="warn" title="This may be old">
          The last look failed; below is what was known before. It is tried again.
        </Notice>
      )}
      <p>{summaryWords(summary.kinds)}</p>
      {summary.kinds.length > 0 && (
        <DataTable
          caption="Kinds of jobs"
          rows={summary.kinds}
          keyOf={({ name }) => name}
          columns={KINDS}
        />
      )}
      <section className="stack" aria-labelledby="job-list">
        <div className="row row-spread">
          <h2 id="job-list">One by one</h2>
          <Select label="State" value={state} choices={STATES} onChange={setState} />
        </div>
        <JobList state={state} mayWrite={props.mayWrite} />
      </section>
      <section className="stack" aria-labelledby="schedules">
        <h2 id="schedules">Schedules</h2>
        <p className="small soft">Each tick is done once, by one of all nodes.</p>
        <DataTable
          caption="Schedules"
          rows={summary.schedules}
          keyOf={({ name }) => name}
          columns={SCHEDULES}
        />
      </section>
    </>
  );
};

const count = (name: string, of: "ready" | "running" | "done" | "dead"): Column<JobKind> => ({
  name,
  cell: (kind) => <span className="numbers">{kind[of].toLocaleString("en-GB")}</span>,
});

const KINDS: readonly [Column<JobKind>, ...Column<JobKind>[]] = [
  { name: "Kind", cell: ({ name }) => <span className="wrap-anywhere">{name}</span> },
  {
    name: "Waiting",
    cell: (kind) => (
      <>
        <span className="numbers">{kind.ready.toLocaleString("en-GB")}</span>
        <span className="small line">{waitWords(kind)}</span>
      </>
    ),
  },
  count("Running", "running"),
  count("Done lately", "done"),
  count("Failed for good", "dead"),
];

const time = (at: string | null) =>
  at === null ? "never" : <time dateTime={at}>{dateWords(at)}</time>;

const SCHEDULES: readonly [Column<JobSchedule>, ...Column<JobSchedule>[]] = [
  { name: "Schedule", cell: ({ name }) => <span className="wrap-anywhere">{name}</span> },
  {
    name: "Rule",
    cell: ({ cron, timeZone }) => (
      <>
        <code>{cron}</code> <span className="small">{timeZone}</span>
      </>
    ),
  },
  { name: "Next", cell: ({ nextAt }) => time(nextAt) },
  { name: "Last", cell: ({ lastAt }) => time(lastAt) },
];
