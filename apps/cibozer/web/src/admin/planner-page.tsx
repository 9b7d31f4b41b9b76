import { Card, DataTable, ErrorState, Skeleton, usePermissions, useRuntime } from "@plinth/console";
import { useQuery } from "@tanstack/react-query";
import { adminKeys, createPlannerAdminApi, type Insights } from "./admin-api.ts";
import { AdminFrame } from "./admin-frame.tsx";

const HEIGHT = 40;
const count = new Intl.NumberFormat("en");
const dates = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" });

const dayText = (iso: string): string => dates.format(new Date(iso));
const moneyText = (amount: number, currency: string): string =>
  new Intl.NumberFormat("en", { style: "currency", currency: currency.toUpperCase() }).format(
    amount / 100,
  );

/** How the planner is used, and what it brings. */
export const PlannerAdminPage = () => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const query = useQuery({
    queryKey: adminKeys.insights,
    queryFn: ({ signal }) => createPlannerAdminApi(client).insights(signal),
    enabled: may("planner:read"),
    staleTime: 0,
  });
  return (
    <AdminFrame title="Planner" permission="planner:read">
      {query.data !== undefined && <Figures insights={query.data} />}
      {query.data === undefined &&
        (query.error === null ? (
          <Skeleton lines={6} height="2.5rem" />
        ) : (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ))}
    </AdminFrame>
  );
};

const Figure = (props: { readonly name: string; readonly value: string }) => (
  <div>
    <dt>{props.name}</dt>
    <dd className="numbers">{props.value}</dd>
  </div>
);

const Figures = ({ insights }: { readonly insights: Insights }) => {
  const { days, weeks, month, revenue } = insights;
  const people = weeks.at(-1)?.people ?? 0;
  return (
    <>
      <Card label="Now">
        <dl className="figure-row">
          <Figure name="Plans of the last 30 days" value={count.format(month.plans)} />
          <Figure name="Shopped with their list" value={count.format(month.shopped)} />
          <Figure name="People who planned this week" value={count.format(people)} />
          <Figure name="Every month" value={moneyText(revenue.mrr, revenue.currency)} />
          <Figure name="Accounts that pay" value={count.format(revenue.paying)} />
        </dl>
      </Card>
      <Card label="Plans by day">
        <div className="stack stack-tight">
          <h2>Plans by day</h2>
          <DayBars days={days} />
          <p className="small soft">By UTC. Plans that were deleted since are not counted.</p>
        </div>
      </Card>
      <Card label="People by week">
        <div className="stack stack-tight">
          <h2>People by week</h2>
          <DataTable
            caption="People who planned, by week"
            columns={[
              { name: "Week from", cell: ({ from }) => dayText(from) },
              { name: "People", cell: ({ people }) => count.format(people) },
              { name: "Plans", cell: ({ plans }) => count.format(plans) },
            ]}
            rows={weeks.toReversed()}
            keyOf={({ from }) => from}
          />
        </div>
      </Card>
      <Card label="Tiers">
        <div className="stack stack-tight">
          <h2>Tiers</h2>
          <DataTable
            caption="What each tier brings"
            columns={[
              { name: "Tier", cell: ({ title }) => title },
              { name: "Subscriptions", cell: ({ subscribers }) => count.format(subscribers) },
              { name: "Every month", cell: ({ monthly }) => moneyText(monthly, revenue.currency) },
            ]}
            rows={revenue.tiers}
            keyOf={({ tier }) => tier}
          />
        </div>
      </Card>
    </>
  );
};

/** A bar for each day, and the same in words. */
const DayBars = ({ days }: Pick<Insights, "days">) => {
  const most = Math.max(1, ...days.map(({ plans }) => plans));
  const best = days.reduce((top, one) => (one.plans > top.plans ? one : top), {
    day: "",
    plans: 0,
  });
  const words =
    best.plans === 0
      ? `No plans in the last ${days.length} days`
      : `Most plans on one of the last ${days.length} days: ${count.format(best.plans)}, on ${dayText(best.day)}`;
  return (
    <>
      <svg
        className="usage-days"
        role="img"
        aria-label={words}
        viewBox={`0 0 ${days.length * 4} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        {days.map(({ day, plans }, index) => {
          const height = plans === 0 ? 1 : Math.max(3, (plans / most) * HEIGHT);
          return (
            <rect
              key={day}
              data-look={plans === 0 ? "none" : "some"}
              x={index * 4}
              y={HEIGHT - height}
              width={3}
              height={height}
            >
              <title>{`${day}: ${plans}`}</title>
            </rect>
          );
        })}
      </svg>
      <p className="small soft numbers">{words}</p>
    </>
  );
};
