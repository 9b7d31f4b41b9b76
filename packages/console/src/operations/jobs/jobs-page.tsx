import { useState } from "react";
import { dateWords } from "../../admin/admin-words.ts";
import { type Column, DataTable } from "../../admin/data-table.tsx";
import { usePermissions } from "../../admin/permissions.ts";
import { Select } from "../../kit/index.ts";
import { LivePage } from "../live-page.tsx";
import { JobList } from "./job-list.tsx";
import {
  createJobsApi,
  type JobKind,
  type JobSchedule,
  type JobState,
  type JobSummary,
} from "./jobs-api.ts";
import { STATES, summaryWords, waitWords } from "./jobs-words.ts";

/** Work that outlives requests: what waits, what failed for good, what the clock begins (SCALE-03). */
export const JobsPage = () => (
  <LivePage
    title="Jobs"
    queryKey={["jobs", "summary"]}
    load={(client, signal) => createJobsApi(client).summary(signal)}
    subject="jobs"
    topics={["jobs"]}
  >
    {(summary) => <Summary summary={summary} />}
  </LivePage>
);

const Summary = ({ summary }: { readonly summary: JobSummary }) => {
  const { may } = usePermissions();
  const [state, setState] = useState<JobState>("dead");
  return (
    <>
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
        <JobList state={state} mayWrite={may("jobs:write")} />
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
