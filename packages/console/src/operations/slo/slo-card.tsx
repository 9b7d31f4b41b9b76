import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ADMIN_KEY } from "../../admin/action-button.tsx";
import { isRefused } from "../../client/index.ts";
import { Card, ErrorState, Notice, Skeleton } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { loadSlo, type Objective, type Outage, type SloView } from "./slo-api.ts";
import { budgetWords, percentWords, spanWords } from "./slo-words.ts";

const REFRESH_MS = 10_000;
const SHOWN_OUTAGES = 10;

const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

/** How the objective stands: what was measured, what is left of the month, what burns (OBS-14). */
export const SloCard = () => {
  const { client } = useRuntime();
  const { data, error, refetch } = useQuery({
    queryKey: [ADMIN_KEY, "slo"],
    queryFn: ({ signal }) => loadSlo(client, signal),
    staleTime: 0,
    refetchInterval: ({ state }) => (isRefused(state.error) ? false : REFRESH_MS),
    placeholderData: keepPreviousData,
  });
  if (data === undefined) {
    return (
      <Card label="Objective">
        {error === null ? (
          <Skeleton lines={3} />
        ) : (
          <ErrorState error={error} onRetry={() => void refetch()} />
        )}
      </Card>
    );
  }
  return <Standing slo={data} />;
};

const Standing = ({ slo }: { readonly slo: SloView }) => {
  const burning = slo.objectives.filter(({ rules }) => rules.some(({ isFiring }) => isFiring));
  return (
    <section className="card stack" aria-label="Objective">
      <div className="row row-spread">
        <h2 className="chart-title">Objective: {percentWords(slo.target)} in a month</h2>
        <p className="small soft">{probeWords(slo)}</p>
      </div>
      {burning.map((objective) => (
        <Notice key={objective.id} tone="danger" title={`${objective.about}: the budget burns`}>
          {burnWords(objective)}
        </Notice>
      ))}
      {slo.objectives.map((objective) => (
        <Figures key={objective.id} objective={objective} target={slo.target} />
      ))}
      <Outages outages={slo.outages} />
    </section>
  );
};

const probeWords = ({ probe }: SloView): string => {
  if (probe === null) return "Nobody probes: SLO_PROBE_SECONDS is 0.";
  const every = `${probe.path} is asked every ${probe.seconds} s`;
  if (probe.last === null) return `${every}; not yet by this node.`;
  return `${every}; the last answer was ${probe.last.isGood ? "good" : "bad"}.`;
};

const burnWords = ({ rules, burn, budget }: Objective): string => {
  const firing = rules.filter(({ isFiring }) => isFiring);
  const rates = firing.map(({ long, rate }) => {
    const now = burn.find(({ window }) => window === long)?.rate ?? 0;
    return `${now} times too fast over ${long} (alert from ${rate})`;
  });
  const left =
    budget.left > 0 ? `${Math.floor(budget.left * 100)} % are left.` : "Nothing is left.";
  return `${rates.join(", ")}. ${left}`;
};

const Figures = (props: { readonly objective: Objective; readonly target: number }) => {
  const { objective, target } = props;
  const { measured, budget, burn, bad, unit } = objective;
  const [left = "", total = ""] = budgetWords(objective).split(" of ");
  const hour = burn.find(({ window }) => window === "1h")?.rate ?? 0;
  const isMissed = measured !== null && measured < target;
  return (
    <section aria-label={objective.about}>
      <h3 className="small soft">{objective.about}</h3>
      <dl className="figure-row">
        <div>
          <dt>Measured</dt>
          <dd className="numbers">
            {measured === null ? "unknown" : percentWords(measured)}
            {isMissed && <span className="small"> missed</span>}
          </dd>
        </div>
        <div>
          <dt>Budget left</dt>
          <dd className="numbers">{Math.floor(budget.left * 1_000) / 10} %</dd>
        </div>
        <div>
          <dt>That is</dt>
          <dd className="numbers">
            {left}
            <span className="small soft"> of {total}</span>
          </dd>
        </div>
        <div>
          <dt>Bad</dt>
          <dd className="numbers">{unit === "seconds" ? spanWords(bad) : bad}</dd>
        </div>
        <div>
          <dt>Burns, 1 h</dt>
          <dd className="numbers">{Number(hour.toPrecision(3))} times</dd>
        </div>
      </dl>
    </section>
  );
};

const Outages = ({ outages }: { readonly outages: readonly Outage[] }) => {
  if (outages.length === 0) return <p className="small soft">No outage in the last month.</p>;
  return (
    <details>
      <summary className="small">Times without any node ({outages.length})</summary>
      <ul className="small numbers">
        {outages.slice(0, SHOWN_OUTAGES).map(({ from, seconds, isPlanned }) => (
          <li key={from}>
            <time dateTime={from}>{moment.format(new Date(from))}</time>, for {spanWords(seconds)},{" "}
            {isPlanned ? "stopped on purpose" : "not planned"}
          </li>
        ))}
      </ul>
    </details>
  );
};
