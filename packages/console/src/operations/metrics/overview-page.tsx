import { PageLink } from "../../shell/index.ts";
import { SloCard } from "../slo/slo-card.tsx";
import { SloCharts } from "../slo/slo-charts.tsx";
import { useAnomalies } from "../slo/use-anomalies.ts";
import { useTimeRange } from "../time/use-time-range.ts";
import { MetricChart } from "./metric-chart.tsx";
import { bytesWords, countWords, rateWords, secondsWords, shareWords } from "./metric-words.ts";
import { MetricsFrame } from "./metrics-frame.tsx";
import { OwnPanels } from "./panels/own-panels.tsx";

const REQUESTS = "http_requests_total";
const TOOK = "http_request_duration_seconds";

/** How the service does, in four signals: traffic, errors, latency, and how full it is (OBS-12). */
export const OverviewPage = () => {
  const { range, search, setRange, choose } = useTimeRange();
  const shared = { range, onSelect: choose };
  const unusual = useAnomalies(range);
  const toTraffic = (
    <PageLink to="/operations/traffic" search={search}>
      By route
    </PageLink>
  );
  return (
    <MetricsFrame title="Overview" range={range} onRange={setRange}>
      <SloCard />
      <div className="chart-grid">
        <MetricChart
          {...shared}
          title="Requests"
          marks={unusual.rate}
          format={rateWords}
          lines={[{ label: "all", name: REQUESTS, statistic: "rate" }]}
        >
          {toTraffic}
        </MetricChart>
        <MetricChart
          {...shared}
          title="Errors"
          marks={unusual.errors}
          format={rateWords}
          lines={[
            { label: "5xx", name: REQUESTS, where: "status:5*", tone: "danger" },
            { label: "4xx", name: REQUESTS, where: "status:4*", tone: "accent" },
          ]}
        >
          {toTraffic}
        </MetricChart>
        <MetricChart
          {...shared}
          title="Latency"
          marks={unusual.latency}
          format={secondsWords}
          lines={[
            { label: "p50", name: TOOK, statistic: "p50", tone: "brand" },
            { label: "p95", name: TOOK, statistic: "p95", tone: "accent" },
            { label: "p99", name: TOOK, statistic: "p99", tone: "danger" },
          ]}
        >
          {toTraffic}
        </MetricChart>
        <SloCharts {...shared} />
        <MetricChart
          {...shared}
          title="Saturation"
          format={shareWords}
          atLeast={1}
          lines={[
            { label: "CPU", name: "system_cpu_usage_ratio", tone: "brand" },
            { label: "memory", name: "system_memory_usage_ratio", tone: "accent" },
            { label: "disk", name: "system_disk_usage_ratio", tone: "soft" },
          ]}
        />
        <MetricChart
          {...shared}
          title="Event loop lag"
          format={secondsWords}
          lines={[
            {
              label: "p99",
              name: "event_loop_lag_seconds",
              where: "statistic:p99",
              tone: "brand",
            },
          ]}
        />
        <MetricChart
          {...shared}
          title="Memory of the processes"
          format={bytesWords}
          lines={[{ label: "resident", name: "process_resident_memory_bytes" }]}
        />
        <MetricChart
          {...shared}
          title="Under way"
          format={countWords}
          lines={[
            { label: "requests", name: "http_requests_in_flight", tone: "brand" },
            {
              label: "busy database connections",
              name: "database_connections",
              where: "state:busy",
              tone: "accent",
            },
          ]}
        />
        <MetricChart
          {...shared}
          title="Refused"
          format={rateWords}
          lines={[
            {
              label: "failed sign-ins",
              name: "plinth_security_events_total",
              where: "name:signin.failed",
              tone: "accent",
            },
            {
              label: "blocked input",
              name: "plinth_security_events_total",
              where: "name:inspection.blocked",
              tone: "danger",
            },
            {
              label: "over a limit",
              name: REQUESTS,
              where: "status:429",
              tone: "soft",
            },
          ]}
        >
          <PageLink to="/admin/security-events">Security events</PageLink>
        </MetricChart>
      </div>
      <OwnPanels {...shared} />
    </MetricsFrame>
  );
};
