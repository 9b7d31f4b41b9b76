import { DataTable } from "../../admin/data-table.tsx";
import type { TimeRange } from "../../kit/chart/index.ts";
import { Button, Skeleton } from "../../kit/index.ts";
import { useTimeRange } from "../time/use-time-range.ts";
import { MetricChart } from "./metric-chart.tsx";
import { countWords, rateWords, secondsWords, shareWords } from "./metric-words.ts";
import { MetricsFrame } from "./metrics-frame.tsx";
import { busiestRoutes, type RouteTraffic } from "./route-traffic.ts";
import { useMetrics } from "./use-metric.ts";

const REQUESTS = "http_requests_total";
const TOOK = "http_request_duration_seconds";

/** Who is asked for what: traffic by route, and one route alone (OBS-02, OBS-12). */
export const TrafficPage = () => {
  const { range, search, setRange, choose, setOther } = useTimeRange();
  const route = search["route"] ?? "";
  const where = route === "" ? {} : { where: `route:${route}` };
  const also = route === "" ? "" : `;route:${route}`;
  const shared = { range, onSelect: choose };
  return (
    <MetricsFrame title="Traffic" range={range} onRange={setRange}>
      {route !== "" && (
        <p className="row">
          <span>
            Only <code className="wrap-anywhere">{route}</code>
          </span>
          <Button isSmall onPress={() => setOther({ route: "" })}>
            All routes
          </Button>
        </p>
      )}
      <div className="chart-grid">
        <MetricChart
          {...shared}
          title="Requests by method"
          format={rateWords}
          lines={[{ label: "", name: REQUESTS, by: "method", ...where }]}
        />
        <MetricChart
          {...shared}
          title="Answers that were errors"
          format={rateWords}
          lines={[
            { label: "5xx", name: REQUESTS, where: `status:5*${also}`, tone: "danger" },
            { label: "4xx", name: REQUESTS, where: `status:4*${also}`, tone: "accent" },
            { label: "left", name: REQUESTS, where: `status:499${also}`, tone: "soft" },
          ]}
        />
        <MetricChart
          {...shared}
          title="Latency"
          format={secondsWords}
          lines={[
            { label: "p50", name: TOOK, statistic: "p50", tone: "brand", ...where },
            { label: "p95", name: TOOK, statistic: "p95", tone: "accent", ...where },
            { label: "p99", name: TOOK, statistic: "p99", tone: "danger", ...where },
          ]}
        />
      </div>
      <Routes range={range} onRoute={(name) => setOther({ route: name })} />
    </MetricsFrame>
  );
};

const Routes = (props: {
  readonly range: TimeRange;
  readonly onRoute: (route: string) => void;
}) => {
  const { answers } = useMetrics(
    [
      { name: REQUESTS, statistic: "increase", by: "route" },
      { name: REQUESTS, statistic: "increase", by: "route", where: "status:5*" },
      { name: TOOK, statistic: "p95", by: "route" },
    ],
    props.range,
  );
  const [requests, faults, slow] = answers;
  if (requests === undefined) return <Skeleton lines={6} />;
  const rows = busiestRoutes(requests, faults, slow);
  return (
    <section className="stack" aria-labelledby="busiest-routes">
      <h2 id="busiest-routes">The busiest routes</h2>
      {rows.length === 0 ? (
        <p className="soft">No request is known of this time.</p>
      ) : (
        <DataTable<RouteTraffic>
          caption="The busiest routes of the time shown"
          rows={rows}
          keyOf={({ route }) => route}
          columns={[
            {
              name: "Route",
              cell: ({ route }) => (
                <Button look="quiet" isSmall onPress={() => props.onRoute(route)}>
                  <span className="wrap-anywhere">{route}</span>
                </Button>
              ),
            },
            {
              name: "Requests",
              cell: (row) => <span className="numbers">{countWords(row.requests)}</span>,
            },
            {
              name: "Server errors",
              cell: (row) => <span className="numbers">{shareWords(row.errorShare)}</span>,
            },
            {
              name: "p95, worst",
              cell: ({ slowest }) => (
                <span className="numbers">
                  {slowest === null ? "unknown" : secondsWords(slowest)}
                </span>
              ),
            },
          ]}
        />
      )}
    </section>
  );
};
