import { useInfiniteQuery } from "@tanstack/react-query";
import { ActionButton, ADMIN_KEY } from "../../admin/action-button.tsx";
import { AdminFailure } from "../../admin/admin-page.tsx";
import { dateWords } from "../../admin/admin-words.ts";
import { type Column, DataTable } from "../../admin/data-table.tsx";
import { EmptyState, MorePages, Skeleton } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { createJobsApi, type Job, type JobState, jobsFile } from "./jobs-api.ts";
import { attemptWords } from "./jobs-words.ts";

const NOTHING: Readonly<Record<JobState, string>> = {
  dead: "Every job was done, or is still tried.",
  ready: "Nothing waits.",
  running: "Nothing is being done right now.",
  done: "Jobs that are done are shown for an hour.",
};

/** Jobs of one state, newest first. */
export const JobList = (props: { readonly state: JobState; readonly mayWrite: boolean }) => {
  const { client } = useRuntime();
  const pages = useInfiniteQuery({
    queryKey: [ADMIN_KEY, "jobs", props.state],
    queryFn: ({ pageParam, signal }) => createJobsApi(client).list(props.state, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    staleTime: 0,
  });
  const { data, error } = pages;
  if (data === undefined) {
    return error === null ? (
      <Skeleton lines={4} height="2.5rem" />
    ) : (
      <AdminFailure error={error} onRetry={() => void pages.refetch()} />
    );
  }
  const jobs = data.pages.flatMap((page) => page.jobs);
  if (jobs.length === 0) return <EmptyState title="None">{NOTHING[props.state]}</EmptyState>;
  return (
    <>
      <DataTable
        caption="Jobs"
        file={jobsFile(props.state)}
        rows={jobs}
        keyOf={({ id }) => id}
        columns={columnsOf(props.state, props.mayWrite)}
      />
      <MorePages query={pages} label="More" />
    </>
  );
};

const Time = ({ at }: { readonly at: string | null }) =>
  at === null ? <>at once</> : <time dateTime={at}>{dateWords(at)}</time>;

const columnsOf = (
  state: JobState,
  mayWrite: boolean,
): readonly [Column<Job>, ...Column<Job>[]] => [
  { name: "Job", cell: ({ name }) => <span className="wrap-anywhere">{name}</span> },
  { name: "Taken in", cell: ({ createdAt }) => <Time at={createdAt} /> },
  ...(state === "ready"
    ? [{ name: "Next try", cell: ({ runAt }: Job) => <Time at={runAt} /> }]
    : []),
  ...(state === "done" || state === "dead"
    ? [{ name: "Ended", cell: ({ endedAt }: Job) => <Time at={endedAt} /> }]
    : []),
  { name: "Attempt", cell: (job) => <span className="numbers">{attemptWords(job)}</span> },
  {
    name: "Last fault",
    cell: ({ lastError }) => <span className="small wrap-anywhere">{lastError ?? "none"}</span>,
  },
  ...(mayWrite && (state === "dead" || state === "ready")
    ? [{ name: "Change", cell: (job: Job) => <Changes job={job} /> }]
    : []),
];

const Changes = ({ job }: { readonly job: Job }) => {
  const { client } = useRuntime();
  const { id, name, state } = job;
  return (
    <div className="row">
      {state === "dead" && (
        <ActionButton
          label="Run again"
          accessibleLabel={`Run ${name} again`}
          title={`Run ${name} again?`}
          confirmLabel="Run it again"
          look="primary"
          done={`${name} is tried again.`}
          run={() => createJobsApi(client).rerun(id)}
        >
          <p>It is tried as often as a new one. What it was to do may be out of date by now.</p>
        </ActionButton>
      )}
      <ActionButton
        label="Remove"
        accessibleLabel={`Remove ${name}`}
        title={`Remove ${name}?`}
        confirmLabel="Remove it"
        done={`${name} is removed.`}
        run={() => createJobsApi(client).remove(id)}
      >
        <p>It is not done any more, and cannot be brought back.</p>
      </ActionButton>
    </div>
  );
};
