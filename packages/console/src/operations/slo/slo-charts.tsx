import type { TimeRange } from "../../kit/chart/index.ts";
import { MetricChart } from "../metrics/metric-chart.tsx";
import { shareWords, timesWords } from "../metrics/metric-words.ts";

/** How fast the error budget goes, and what is left of it, over time. */
export const SloCharts = (props: {
  readonly range: TimeRange;
  readonly onSelect: (from: number, to: number) => void;
}) => (
  <>
    <MetricChart
      {...props}
      title="Burn rate of the budget"
      format={timesWords}
      lines={[
        {
          label: "5 min",
          name: "slo_burn_rate",
          where: "objective:availability;window:5m",
          tone: "danger",
        },
        {
          label: "1 h",
          name: "slo_burn_rate",
          where: "objective:availability;window:1h",
          tone: "accent",
        },
        {
          label: "6 h",
          name: "slo_burn_rate",
          where: "objective:availability;window:6h",
          tone: "brand",
        },
      ]}
    />
    <MetricChart
      {...props}
      title="Error budget left"
      format={shareWords}
      atLeast={1}
      lines={[
        {
          label: "availability",
          name: "slo_error_budget_left_ratio",
          where: "objective:availability",
          tone: "brand",
        },
        {
          label: "requests",
          name: "slo_error_budget_left_ratio",
          where: "objective:requests",
          tone: "accent",
        },
      ]}
    />
  </>
);
