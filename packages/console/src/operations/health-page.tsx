import { boundsOf } from "../kit/chart/time-range.ts";
import { EmptyState, Notice } from "../kit/index.ts";
import { HealthEntries, StateBadge } from "./health-entries.tsx";
import { durationWords, summaryWords } from "./health-words.ts";
import { LivePage } from "./live-page.tsx";
import { type HealthHistory, loadHealthHistory } from "./operations-api.ts";
import { ChosenTime, TimeBar } from "./time/time-bar.tsx";
import { useTimeRange } from "./time/use-time-range.ts";
import { UptimeBars } from "./uptime-bars.tsx";

const REFRESH_MS = 30_000;

/** How every part of the service is and was; for administrators. */
export const HealthPage = () => {
  const { range, setRange } = useTimeRange("7d");
  return (
    <LivePage
      title="Health"
      queryKey={["health-history", range.name, range.from, range.to]}
      load={(client, signal) =>
        loadHealthHistory(client, boundsOf(range, Math.ceil(Date.now() / 1_000)), signal)
      }
      subject="how the service is"
      topics={["health"]}
      everyMs={REFRESH_MS}
      tools={<TimeBar range={range} onRange={setRange} />}
      head={<ChosenTime range={range} onRange={setRange} />}
    >
      {(history, at) => <Parts history={history} now={at} />}
    </LivePage>
  );
};

const Parts = ({ history, now }: { readonly history: HealthHistory; readonly now: number }) => {
  const { components, entries, interval } = history;
  if (entries.length === 0) {
    return (
      <EmptyState title="No checks yet">
        Every part is checked every {durationWords(interval * 1000)}; the first results appear here.
      </EmptyState>
    );
  }
  return (
    <>
      <p className="soft" role="status">
        {summaryWords(components)} Checked every {durationWords(interval * 1000)}.
      </p>
      {components.map((part) => (
        <section key={part.name} className="card stack" aria-label={part.name}>
          <div className="row row-spread">
            <h2>{part.name}</h2>
            <StateBadge state={part.state} />
          </div>
          {part.detail !== "" && <p>{part.detail}</p>}
          <UptimeBars days={part.days} />
          <HealthEntries
            entries={entries.filter(({ component }) => component === part.name)}
            now={now}
          />
        </section>
      ))}
      {history.isCut && <Notice>Older entries of this time are left out.</Notice>}
    </>
  );
};
