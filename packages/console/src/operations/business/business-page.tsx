import { DataTable } from "../../admin/data-table.tsx";
import type { TimeRange } from "../../kit/chart/index.ts";
import { Card } from "../../kit/index.ts";
import { PageLink } from "../../shell/index.ts";
import { LivePage } from "../live-page.tsx";
import { type ChartLine, MetricChart } from "../metrics/metric-chart.tsx";
import { countWords, shareWords } from "../metrics/metric-words.ts";
import { ChosenTime, TimeBar } from "../time/time-bar.tsx";
import { useTimeRange } from "../time/use-time-range.ts";
import {
  type BusinessView,
  type Cohort,
  type EngagementView,
  loadBusiness,
} from "./business-api.ts";

const REFRESH_MS = 30_000;
const SHOWN_DAYS = 14;

/** Charts of what applications sell and give; those without a past here are left out. */
const CHARTS: readonly { readonly title: string; readonly lines: readonly ChartLine[] }[] = [
  {
    title: "Active accounts",
    lines: [
      { label: "today", name: "accounts_active", where: "window:1d", tone: "brand" },
      { label: "in 7 days", name: "accounts_active", where: "window:7d", tone: "accent" },
      { label: "in 30 days", name: "accounts_active", where: "window:30d", tone: "soft" },
    ],
  },
  {
    title: "Meal plans by diet",
    lines: [{ label: "", name: "meal_plans_created_total", statistic: "increase", by: "diet" }],
  },
  {
    title: "Meal plans by tier",
    lines: [{ label: "", name: "meal_plans_created_total", statistic: "increase", by: "tier" }],
  },
  {
    title: "Paying accounts",
    lines: [
      { label: "paying", name: "billing_paying_accounts", tone: "brand" },
      { label: "began this month", name: "billing_month_conversions", tone: "ok" },
      { label: "stopped this month", name: "billing_month_churned", tone: "danger" },
    ],
  },
  {
    title: "Every month, in the smallest unit",
    lines: [
      { label: "MRR", name: "billing_mrr_minor_units", tone: "brand" },
      { label: "paid this month", name: "billing_month_revenue_minor_units", tone: "accent" },
    ],
  },
];

/** Who uses the service, who comes back, who pays (OBS-06). */
export const BusinessPage = () => {
  const { range, setRange, choose } = useTimeRange("7d");
  return (
    <LivePage
      title="Business"
      queryKey={["business"]}
      load={loadBusiness}
      subject="who uses the service"
      everyMs={REFRESH_MS}
      tools={<TimeBar range={range} onRange={setRange} />}
      head={<ChosenTime range={range} onRange={setRange} />}
    >
      {(view) => (
        <>
          <Figures engagement={view.engagement} />
          <Charts view={view} range={range} onSelect={choose} />
          <Cohorts cohorts={view.engagement.cohorts} />
          <Days engagement={view.engagement} />
        </>
      )}
    </LivePage>
  );
};

const Figures = ({ engagement }: { readonly engagement: EngagementView }) => {
  const { active, retained } = engagement;
  const share = (value: number | null): string => (value === null ? "unknown" : shareWords(value));
  const figures = [
    ["Active today", countWords(active.day)],
    ["In 7 days", countWords(active.week)],
    ["In 30 days", countWords(active.month)],
    ["Came back after a week", share(retained.oneWeek)],
    ["After four weeks", share(retained.fourWeeks)],
  ] as const;
  return (
    <Card label="Accounts">
      <dl className="figure-row">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd className="numbers">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="small soft">
        Active is who was signed in and asked for something that day, by UTC. What is paid stands
        under <PageLink to="/admin/billing">Billing</PageLink>.
      </p>
    </Card>
  );
};

const Charts = (props: {
  readonly view: BusinessView;
  readonly range: TimeRange;
  readonly onSelect: (from: number, to: number) => void;
}) => {
  const { view, range, onSelect } = props;
  const shown = CHARTS.filter(({ lines }) => lines.every(({ name }) => view.metrics.has(name)));
  return (
    <div className="chart-grid">
      {shown.map(({ title, lines }) => (
        <MetricChart
          key={title}
          title={title}
          format={countWords}
          lines={lines}
          range={range}
          onSelect={onSelect}
        />
      ))}
    </div>
  );
};

const Cohorts = ({ cohorts }: { readonly cohorts: readonly Cohort[] }) => {
  const seen = cohorts.filter(({ accounts }) => accounts > 0);
  const weeks = Math.max(0, ...seen.map(({ active }) => active.length));
  return (
    <section className="card stack" aria-labelledby="who-came-back">
      <h2 id="who-came-back">Who came back, by the week of sign-up</h2>
      {seen.length === 0 ? (
        <p className="soft">Nobody signed up in the last nine weeks.</p>
      ) : (
        <DataTable<Cohort>
          caption="Of those who signed up in a week, how many were active in it and in each week after"
          rows={seen.toReversed()}
          keyOf={({ week }) => week}
          columns={[
            { name: "Week of", cell: ({ week }) => week },
            { name: "Signed up", cell: ({ accounts }) => countWords(accounts) },
            ...Array.from({ length: weeks }, (_, after) => ({
              name: after === 0 ? "Same week" : `+${after}`,
              cell: ({ active, accounts }: Cohort) => {
                const count = active[after];
                return (
                  <span className="numbers">
                    {count === undefined ? "" : `${shareWords(count / accounts)} (${count})`}
                  </span>
                );
              },
            })),
          ]}
        />
      )}
    </section>
  );
};

const Days = ({ engagement }: { readonly engagement: EngagementView }) => (
  <section className="card stack" aria-labelledby="day-by-day">
    <h2 id="day-by-day">Day by day</h2>
    <DataTable
      caption="Accounts that were active and that signed up, by day"
      rows={engagement.days.slice(-SHOWN_DAYS).toReversed()}
      keyOf={({ day }) => day}
      columns={[
        { name: "Day", cell: ({ day }) => day },
        { name: "Active", cell: ({ active }) => <span className="numbers">{active}</span> },
        { name: "Signed up", cell: ({ signedUp }) => <span className="numbers">{signedUp}</span> },
      ]}
    />
  </section>
);
