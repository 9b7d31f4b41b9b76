import { useState } from "react";
import { usePermissions } from "../../admin/permissions.ts";
import { EventList } from "../../admin/security-events/event-list.tsx";
import type { EventPage } from "../../admin/security-events/events-api.ts";
import type { ApiClient } from "../../client/index.ts";
import { boundsOf, type TimeRange } from "../../kit/chart/index.ts";
import { Segmented } from "../../kit/index.ts";
import { PageLink } from "../../shell/index.ts";
import { LivePage } from "../live-page.tsx";
import { type ChartLine, MetricChart } from "../metrics/metric-chart.tsx";
import { rateWords } from "../metrics/metric-words.ts";
import { ChosenTime, TimeBar } from "../time/time-bar.tsx";
import { useTimeRange } from "../time/use-time-range.ts";

const EVENTS = "plinth_security_events_total";

const line = (label: string, name: string, tone: NonNullable<ChartLine["tone"]>): ChartLine => ({
  label,
  tone,
  name: EVENTS,
  statistic: "rate",
  where: `name:${name}`,
});

/** What the charts show; each line is one name of the catalogue of security events. */
const CHARTS: readonly { readonly title: string; readonly lines: readonly ChartLine[] }[] = [
  {
    title: "Sign-ins",
    lines: [
      line("signed in", "session.started", "ok"),
      line("failed", "signin.failed", "danger"),
      line("second factor wrong", "mfa.failed", "accent"),
    ],
  },
  {
    title: "Findings",
    lines: [
      line("blocked input", "inspection.blocked", "danger"),
      line("refused files", "upload.refused", "accent"),
      line("content policy", "csp.violated", "soft"),
    ],
  },
  {
    title: "Blocks and locks",
    lines: [
      line("addresses blocked", "address.blocked", "danger"),
      line("accounts locked", "account.locked", "accent"),
      line("over a limit", "limit.exceeded", "soft"),
    ],
  },
  {
    title: "Denied",
    lines: [
      line("not allowed", "access.denied", "danger"),
      line("forged", "csrf.refused", "accent"),
      line("keys refused", "api-key.refused", "soft"),
    ],
  },
];

const OUTCOMES = [
  { value: "all", label: "All" },
  { value: "refused", label: "Refused" },
  { value: "success", label: "Done" },
  { value: "noticed", label: "Noticed" },
] as const;

type Outcome = (typeof OUTCOMES)[number]["value"];

const loadEvents = (
  client: ApiClient,
  range: TimeRange,
  outcome: Outcome,
  before: string,
  signal: AbortSignal,
): Promise<EventPage> => {
  const { from, to } = boundsOf(range, Math.ceil(Date.now() / 1_000));
  const query = new URLSearchParams({
    from: new Date(from * 1_000).toISOString(),
    to: new Date(to * 1_000).toISOString(),
    ...(outcome === "all" ? {} : { outcome }),
    ...(before === "" ? {} : { before }),
  });
  return client.get<EventPage>(`/api/v1/admin/security-events?${query}`, signal);
};

/** Findings, blocks and sign-ins on one time line, with the events themselves below (OBS-12). */
export const SecurityTimePage = () => {
  const { range, setRange, choose } = useTimeRange();
  const [outcome, setOutcome] = useState<Outcome>("all");
  const [pages, setPages] = useState<readonly string[]>([]);
  const before = pages.at(-1) ?? "";
  return (
    <LivePage
      title="Security"
      queryKey={["security-time", range.name, range.from, range.to, outcome, before]}
      load={(client, signal) => loadEvents(client, range, outcome, before, signal)}
      subject="what happened to security"
      topics={["security"]}
      tools={
        <TimeBar
          range={range}
          onRange={(name) => {
            setPages([]);
            setRange(name);
          }}
        />
      }
      head={
        <>
          <ChosenTime range={range} onRange={setRange} />
          <Charts range={range} onSelect={choose} />
          <div className="row row-spread">
            <Segmented
              label="How it ended"
              isLabelHidden
              value={outcome}
              choices={OUTCOMES}
              onChange={(value) => {
                setPages([]);
                setOutcome(value);
              }}
            />
            <PageLink to="/admin/security-events">Search all events</PageLink>
          </div>
        </>
      }
    >
      {(page) => (
        <EventList
          page={page}
          error={null}
          names={[]}
          isFiltered
          isOld={false}
          onRetry={() => undefined}
          back={pages.length === 0 ? undefined : () => setPages(pages.slice(0, -1))}
          next={(id) => setPages([...pages, id])}
        />
      )}
    </LivePage>
  );
};

const Charts = (props: {
  readonly range: TimeRange;
  readonly onSelect: (from: number, to: number) => void;
}) => {
  const { may } = usePermissions();
  if (!may("metrics:read")) return null;
  return (
    <div className="chart-grid">
      {CHARTS.map(({ title, lines }) => (
        <MetricChart
          key={title}
          {...props}
          title={title}
          lines={lines}
          format={rateWords}
          height={130}
        />
      ))}
    </div>
  );
};
