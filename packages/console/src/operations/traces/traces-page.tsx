import { useState } from "react";
import { Badge } from "../../admin/admin-page.tsx";
import { type Column, DataTable } from "../../admin/data-table.tsx";
import { Button, Checkbox, EmptyState } from "../../kit/index.ts";
import { PageLink } from "../../shell/index.ts";
import { LivePage } from "../live-page.tsx";
import { timeWords } from "../logs/line-words.ts";
import { ChosenTime } from "../time/time-bar.tsx";
import { useTimeRange } from "../time/use-time-range.ts";
import { createTracesApi, type TraceSummary } from "./traces-api.ts";
import { durationWords } from "./waterfall.ts";

/** How many are shown at first, and how many more at a time. */
const MORE = 50;

/** What happened within requests and jobs, of those that were followed (OBS-07). */
export const TracesPage = () => {
  const [onlyFailed, setOnlyFailed] = useState(false);
  const [most, setMost] = useState(MORE);
  const { range, setRange } = useTimeRange();
  const { from, to } = range;
  return (
    <LivePage
      title="Traces"
      queryKey={["traces", onlyFailed, from, to]}
      load={(client, signal) => createTracesApi(client).list({ onlyFailed, from, to }, signal)}
      subject="traces"
      head={
        <>
          <ChosenTime range={range} onRange={setRange} />
          <Checkbox isSelected={onlyFailed} onChange={setOnlyFailed}>
            Only those in which something failed
          </Checkbox>
        </>
      }
      empty={({ kept, traces }) =>
        traces.length === 0 && (
          <EmptyState title="No traces">
            {kept === 0
              ? "TRACES_KEPT is 0: no trace is kept for this page."
              : from === null
                ? "No request or job was followed yet; a share of them is, see TRACE_SAMPLE_PERCENT."
                : "None of those that are kept happened in this time."}
          </EmptyState>
        )
      }
    >
      {({ traces, kept }) => (
        <>
          <DataTable
            caption="Traces, newest first"
            rows={traces.slice(0, most)}
            keyOf={({ traceId }) => traceId}
            columns={COLUMNS}
          />
          {traces.length > most && (
            <Button onPress={() => setMost(most + MORE)}>Show older ones</Button>
          )}
          <p className="small soft">
            The newest {kept} of the process that answers. A collector has them of all processes,
            and for longer.
          </p>
        </>
      )}
    </LivePage>
  );
};

const COLUMNS: readonly [Column<TraceSummary>, ...Column<TraceSummary>[]] = [
  {
    name: "Trace",
    cell: ({ name, traceId, isFailed }) => (
      <span className="badges">
        <PageLink to={`/operations/traces/${traceId}`}>
          <span className="wrap-anywhere">{name}</span>
        </PageLink>
        {isFailed && <Badge tone="danger">failed</Badge>}
      </span>
    ),
  },
  {
    name: "Began",
    cell: ({ startedAt }) => {
      const iso = new Date(startedAt).toISOString();
      return (
        <time dateTime={iso} className="numbers">
          {timeWords(iso)}
        </time>
      );
    },
  },
  {
    name: "Took",
    cell: ({ durationMs }) => <span className="numbers">{durationWords(durationMs)}</span>,
  },
  { name: "Spans", cell: ({ spans }) => <span className="numbers">{spans}</span> },
];
