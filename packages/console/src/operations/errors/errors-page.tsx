import { Badge, When } from "../../admin/admin-page.tsx";
import { type Column, DataTable } from "../../admin/data-table.tsx";
import { usePermissions } from "../../admin/permissions.ts";
import { boundsOf, type TimeRange } from "../../kit/chart/index.ts";
import { EmptyState, Select } from "../../kit/index.ts";
import { PageLink } from "../../shell/index.ts";
import { LivePage } from "../live-page.tsx";
import { MetricChart } from "../metrics/metric-chart.tsx";
import { rateWords } from "../metrics/metric-words.ts";
import { PageTurner } from "../page-turner.tsx";
import { ChosenTime, TimeBar } from "../time/time-bar.tsx";
import { useTimeRange } from "../time/use-time-range.ts";
import { createErrorsApi, type ErrorPage, errorsFile } from "./errors-api.ts";
import {
  openWords,
  returnWords,
  SOURCES,
  STATES,
  sourceWords,
  stateWords,
  timesWords,
} from "./errors-words.ts";

type Group = ErrorPage["groups"][number];

const chosen = <V extends string>(
  text: string | undefined,
  choices: readonly { readonly value: V }[],
  fallback: V,
): V => choices.find(({ value }) => value === text)?.value ?? fallback;

/** Faults in groups of the same: how often, since when, and whether somebody has mended them. */
export const ErrorsPage = () => {
  const { range, search, setRange, choose, setOther } = useTimeRange("7d");
  const state = chosen(search["state"], STATES, "open");
  const source = chosen(search["source"], SOURCES, "all");
  const before = search["before"] ?? "";
  const filterNow = () => ({
    ...boundsOf(range, Math.ceil(Date.now() / 1_000)),
    state: state === "all" ? "" : state,
    source: source === "all" ? "" : source,
    before,
  });
  return (
    <LivePage
      title="Errors"
      queryKey={["errors", range.name, range.from, range.to, state, source, before]}
      load={(client, signal) => createErrorsApi(client).list(filterNow(), signal)}
      subject="what goes wrong"
      topics={["errors"]}
      tools={<TimeBar range={range} onRange={setRange} />}
      head={
        <>
          <ChosenTime range={range} onRange={setRange} />
          <Faults range={range} onSelect={choose} />
          <div className="row">
            <Select
              label="State"
              value={state}
              choices={STATES}
              onChange={(value) => setOther({ state: value, before: "" })}
            />
            <Select
              label="Where"
              value={source}
              choices={SOURCES}
              onChange={(value) => setOther({ source: value, before: "" })}
            />
          </div>
        </>
      }
    >
      {(page) => (
        <>
          <p className="soft" role="status">
            {openWords(page.open)}
          </p>
          {page.groups.length === 0 ? (
            <EmptyState title="Nothing in this time">
              No error of this kind came. A longer time or another state may show more.
            </EmptyState>
          ) : (
            <DataTable
              caption="Groups of errors"
              file={errorsFile(filterNow())}
              rows={page.groups}
              keyOf={({ id }) => id}
              columns={columns(search)}
            />
          )}
          <PageTurner
            next={page.next}
            isFirst={before === ""}
            onPage={(cursor) => setOther({ before: cursor })}
          />
        </>
      )}
    </LivePage>
  );
};

const Faults = (props: {
  readonly range: TimeRange;
  readonly onSelect: (from: number, to: number) => void;
}) => {
  const { may } = usePermissions();
  if (!may("metrics:read")) return null;
  return (
    <MetricChart
      title="Errors over time"
      range={props.range}
      onSelect={props.onSelect}
      format={rateWords}
      height={120}
      lines={[
        { label: "server", name: "faults_total", where: "source:server", tone: "danger" },
        { label: "jobs", name: "faults_total", where: "source:job", tone: "accent" },
        { label: "pages", name: "faults_total", where: "source:browser", tone: "soft" },
      ]}
    />
  );
};

const columns = (
  search: Readonly<Record<string, string>>,
): readonly [Column<Group>, ...Column<Group>[]] => [
  {
    name: "Error",
    cell: (group) => (
      <>
        <PageLink to={`/operations/errors/${group.id}`} search={search}>
          <span className="wrap-anywhere">{group.kind}</span>
        </PageLink>
        <span className="small line">{group.message}</span>
      </>
    ),
  },
  {
    name: "Where",
    cell: ({ place, source }) => (
      <>
        <code className="small wrap-anywhere">{place}</code>
        <span className="small soft line">{sourceWords(source)}</span>
      </>
    ),
  },
  {
    name: "How often",
    cell: ({ timesThen, times }) => (
      <>
        <span className="numbers">{timesWords(timesThen)}</span>
        {times !== timesThen && (
          <span className="small soft line numbers">{timesWords(times)} in all</span>
        )}
      </>
    ),
  },
  { name: "Last", cell: ({ lastAt }) => <When iso={lastAt} /> },
  { name: "First", cell: ({ firstAt }) => <When iso={firstAt} /> },
  {
    name: "State",
    cell: (group) => {
      const { label, tone } = stateWords(group.state);
      const again = returnWords(group);
      return (
        <span className="badges">
          <Badge tone={tone}>{label}</Badge>
          {again !== undefined && <Badge tone="warn">{again}</Badge>}
        </span>
      );
    },
  },
];
