import { useQuery } from "@tanstack/react-query";
import { ADMIN_KEY } from "../../admin/action-button.tsx";
import { Badge, When } from "../../admin/admin-page.tsx";
import { chosenSearch, type TimeRange } from "../../kit/chart/index.ts";
import { Dialog } from "../../kit/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { MetricChart } from "../metrics/metric-chart.tsx";
import { countWords, rateWords, secondsWords, shareWords } from "../metrics/metric-words.ts";
import type { Statistic } from "../metrics/metrics-api.ts";
import { type Alert, type AlertRule, createAlertsApi } from "./alerts-api.ts";
import { standing } from "./alerts-words.ts";

const HALF_HOUR = 1_800;
const SECOND_MS = 1_000;

/** Half an hour before it began until half an hour after it ended, or now; in seconds. */
const rangeOf = ({ startedAt, endedAt }: Alert): TimeRange => {
  const now = Math.floor(Date.now() / SECOND_MS);
  const from = Math.floor(Date.parse(startedAt) / SECOND_MS) - HALF_HOUR;
  const end = endedAt === null ? now : Math.ceil(Date.parse(endedAt) / SECOND_MS) + HALF_HOUR;
  const to = Math.max(from + HALF_HOUR, Math.min(now, end));
  return { name: "chosen", from, to, span: to - from, step: to - from > 6 * HALF_HOUR ? 60 : 10 };
};

const formatOf = ({ limits, chart }: AlertRule) => {
  if (chart?.statistic === "rate") return rateWords;
  if (limits?.unit === "ratio") return shareWords;
  return limits?.unit === "seconds" ? secondsWords : countWords;
};

/** One alert with what it is about, and the chart of what its rule looks at. */
export const AlertDialog = (props: { readonly alert: Alert; readonly onClose: () => void }) => {
  const { alert, onClose } = props;
  const { client } = useRuntime();
  const rules = useQuery({
    queryKey: [ADMIN_KEY, "alerts", "rules"],
    queryFn: ({ signal }) => createAlertsApi(client).rules(signal),
  });
  const rule = rules.data?.rules.find(({ id }) => id === alert.rule);
  const range = rangeOf(alert);
  const { label, tone } = standing(alert);
  const around = chosenSearch(range.from ?? 0, range.to ?? 0);
  return (
    <Dialog title={alert.about} isOpen onClose={onClose}>
      <div className="stack">
        <p>
          <Badge tone={tone}>{label}</Badge> {alert.detail}
        </p>
        {alert.advice !== null && <p>{alert.advice}</p>}
        <dl className="facts">
          <dt>Began</dt>
          <dd>
            <When iso={alert.startedAt} />
          </dd>
          {alert.endedAt !== null && (
            <>
              <dt>Over</dt>
              <dd>
                <When iso={alert.endedAt} />
              </dd>
            </>
          )}
          <dt>Rule</dt>
          <dd>
            <code>{alert.rule}</code>
          </dd>
        </dl>
        {rule?.chart != null && (
          <MetricChart
            title={rule.chart.metric}
            lines={[
              {
                label: rule.chart.where ?? rule.chart.statistic ?? "value",
                name: rule.chart.metric,
                ...(rule.chart.statistic === null
                  ? {}
                  : { statistic: rule.chart.statistic as Statistic }),
                ...(rule.chart.where === null ? {} : { where: rule.chart.where }),
              },
            ]}
            range={range}
            format={formatOf(rule)}
            height={160}
            onSelect={() => undefined}
          />
        )}
        <div className="row">
          <PageLink to="/operations/traffic" search={around}>
            Traffic of that time
          </PageLink>
          {alert.incidentId !== null && (
            <PageLink to={`/operations/incidents/${alert.incidentId}`}>Incident</PageLink>
          )}
        </div>
      </div>
    </Dialog>
  );
};
