import { useQuery } from "@tanstack/react-query";
import { AccountPartPage } from "../account/index.ts";
import { Card, EmptyState, ErrorState, Notice, Skeleton } from "../kit/index.ts";
import { useRuntime } from "../shell/index.ts";
import { useTexts } from "../texts/index.ts";
import { Credits } from "./credits.tsx";
import { loadUsage, type MeterUsage, type PeriodUsage, usageKey } from "./usage-api.ts";
import {
  chartDays,
  chartWords,
  periodWords,
  resetWords,
  titleOf,
  warningWords,
} from "./usage-words.ts";

const HEIGHT = 40;

const useUsage = () => {
  const { client } = useRuntime();
  return useQuery({
    queryKey: usageKey,
    queryFn: ({ signal }) => loadUsage(client, signal),
    staleTime: 0,
  });
};

/** What the signed-in person used of each meter, and what is left. */
export const UsagePage = () => {
  const t = useTexts();
  return (
    <AccountPartPage
      title={t("Usage")}
      lead={t("What you used, and what is left. Days and months are those of UTC.")}
    >
      <Meters />
      <Credits />
    </AccountPartPage>
  );
};

const Meters = () => {
  const t = useTexts();
  const query = useUsage();
  if (query.isPending) return <Skeleton lines={5} height="2rem" />;
  if (query.data === undefined) {
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  const { meters } = query.data;
  if (meters.length === 0) {
    return (
      <EmptyState title={t("Nothing is counted here")}>{t("You may use all of it.")}</EmptyState>
    );
  }
  return meters.map((meter) => <Meter key={meter.meter} meter={meter} />);
};

/** One meter: what is left of it, and what was used on which day. */
export const Meter = ({ meter }: { readonly meter: MeterUsage }) => {
  const t = useTexts();
  const days = chartDays(meter, new Date());
  return (
    <Card label={titleOf(t, meter)}>
      <div className="stack">
        <h2>{titleOf(t, meter)}</h2>
        <UsageWarning meter={meter} />
        {meter.periods.length === 0 && <p>{t("As many as you like.")}</p>}
        {meter.periods.map((period) => (
          <Period key={period.period} period={period} />
        ))}
        <DayBars days={days} />
      </div>
    </Card>
  );
};

const Period = ({ period }: { readonly period: PeriodUsage }) => {
  const t = useTexts();
  const share = period.limit === 0 ? 100 : Math.min(100, (period.used / period.limit) * 100);
  return (
    <div className="stack stack-tight">
      <p className="numbers">{periodWords(t, period)}</p>
      <svg className="usage-bar" aria-hidden="true" viewBox="0 0 100 4" preserveAspectRatio="none">
        <rect className="usage-room" x={0} y={0} width={100} height={4} />
        <rect
          className="usage-used"
          data-reached={period.reached}
          x={0}
          y={0}
          width={share}
          height={4}
        />
      </svg>
      <p className="small soft">{resetWords(t, period)}</p>
    </div>
  );
};

/** A bar for each day, and the same in words. */
const DayBars = (props: {
  readonly days: readonly { readonly day: string; readonly used: number }[];
}) => {
  const t = useTexts();
  const most = Math.max(1, ...props.days.map(({ used }) => used));
  return (
    <div className="stack stack-tight">
      <svg
        className="usage-days"
        role="img"
        aria-label={chartWords(t, props.days)}
        viewBox={`0 0 ${props.days.length * 4} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        {props.days.map(({ day, used }, index) => {
          const height = used === 0 ? 1 : Math.max(3, (used / most) * HEIGHT);
          return (
            <rect
              key={day}
              data-look={used === 0 ? "none" : "some"}
              x={index * 4}
              y={HEIGHT - height}
              width={3}
              height={height}
            >
              <title>{`${t.date(new Date(day), { dateStyle: "medium", timeZone: "UTC" })}: ${t.number(used)}`}</title>
            </rect>
          );
        })}
      </svg>
      <p className="small soft numbers">{chartWords(t, props.days)}</p>
    </div>
  );
};

const UsageWarning = ({ meter }: { readonly meter: MeterUsage }) => {
  const t = useTexts();
  const warning = warningWords(t, meter);
  if (warning === undefined) return null;
  return <Notice tone={warning.isOver ? "danger" : "warn"}>{warning.text}</Notice>;
};

/** Says before the work that most of a meter is used; nothing where enough is left or nothing known. */
export const UsageNotice = (props: { readonly meter: string }) => {
  const { data } = useUsage();
  const meter = data?.meters.find((one) => one.meter === props.meter);
  return meter === undefined ? null : <UsageWarning meter={meter} />;
};
