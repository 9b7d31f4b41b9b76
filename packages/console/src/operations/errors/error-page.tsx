import { useParams } from "@tanstack/react-router";
import { ActionButton } from "../../admin/action-button.tsx";
import { Badge, When } from "../../admin/admin-page.tsx";
import { usePermissions } from "../../admin/permissions.ts";
import { Chart } from "../../kit/chart/index.ts";
import { Notice } from "../../kit/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { LivePage } from "../live-page.tsx";
import { useTimeRange } from "../time/use-time-range.ts";
import { createErrorsApi, type ErrorDetail, type GroupState } from "./errors-api.ts";
import { hourly, returnWords, sourceWords, stateWords, timesWords } from "./errors-words.ts";

const WEEK = 604_800;

/** One group of errors: what is known of it, when it came, and what was done about it. */
export const ErrorPage = () => {
  const { id = "" }: { readonly id?: string } = useParams({ strict: false });
  const { search } = useTimeRange();
  return (
    <LivePage
      title="Error"
      queryKey={["errors", "one", id]}
      load={(client, signal) => createErrorsApi(client).find(id, signal)}
      subject="what goes wrong"
      topics={["errors"]}
      head={
        <p className="small">
          <PageLink to="/operations/errors" search={search}>
            All errors
          </PageLink>
        </p>
      }
    >
      {(group, at) => <Detail group={group} at={at} />}
    </LivePage>
  );
};

const Detail = ({ group, at }: { readonly group: ErrorDetail; readonly at: number }) => {
  const { may } = usePermissions();
  const { label, tone } = stateWords(group.state);
  const again = returnWords(group);
  const now = Math.floor(at / 1_000);
  const { times, values } = hourly(group.hours, now - WEEK, now);
  return (
    <>
      <section className="card stack" aria-labelledby="error-what">
        <div className="row row-spread">
          <h2 id="error-what" className="wrap-anywhere">
            {group.kind}
          </h2>
          <Badge tone={tone}>{label}</Badge>
        </div>
        <p className="wrap-anywhere">{group.message}</p>
        {again !== undefined && (
          <Notice tone="warn" title={again}>
            Last seen in release {group.lastRelease}, first in {group.firstRelease}.
          </Notice>
        )}
        <Facts group={group} />
        {may("errors:write") && <Changes group={group} />}
      </section>
      <Chart
        title="The last seven days, by hour"
        times={times}
        series={[{ label: "times", values, tone: "danger" }]}
        format={(value) => String(Math.round(value))}
        height={140}
      />
      {group.frames.length > 0 && (
        <section className="stack stack-tight" aria-labelledby="error-frames">
          <h2 id="error-frames">Where in the code</h2>
          <ol className="stack stack-tight">
            {group.frames.map((frame) => (
              <li key={frame}>
                <code className="small wrap-anywhere">{frame}</code>
              </li>
            ))}
          </ol>
        </section>
      )}
      <p className="small soft">
        Numbers, ids and whatever stood in quotes are left out of the message: nothing that somebody
        sent is kept here. The log has the rest, by the id of the request.
      </p>
    </>
  );
};

const Facts = ({ group }: { readonly group: ErrorDetail }) => (
  <dl className="facts">
    <dt>How often</dt>
    <dd className="numbers">{timesWords(group.times)}</dd>
    <dt>Where</dt>
    <dd>
      <code className="wrap-anywhere">{group.place}</code>{" "}
      <span className="soft">({sourceWords(group.source)})</span>
    </dd>
    <dt>Last</dt>
    <dd>
      <When iso={group.lastAt} /> in {group.lastRelease}
    </dd>
    <dt>First</dt>
    <dd>
      <When iso={group.firstAt} /> in {group.firstRelease}
    </dd>
    {group.requestId !== null && (
      <>
        <dt>Last request</dt>
        <dd>
          <code className="wrap-anywhere">{group.requestId}</code>{" "}
          <PageLink to="/operations/logs" search={{ requestId: group.requestId }}>
            Log
          </PageLink>
        </dd>
      </>
    )}
    {group.traceId !== null && (
      <>
        <dt>Last trace</dt>
        <dd>
          <code className="wrap-anywhere">{group.traceId}</code>{" "}
          <PageLink to={`/operations/traces/${group.traceId}`}>Trace</PageLink>
        </dd>
      </>
    )}
  </dl>
);

const Changes = ({ group }: { readonly group: ErrorDetail }) => {
  const { client } = useRuntime();
  const set = (state: GroupState) => () => createErrorsApi(client).setState(group.id, state);
  if (group.state !== "open") {
    return (
      <div className="row">
        <ActionButton
          label="Open again"
          title="Open this group again?"
          confirmLabel="Open it"
          look="primary"
          done="The group is open again."
          run={set("open")}
        >
          <p>It stands among the open ones, and counts for alerts.</p>
        </ActionButton>
      </div>
    );
  }
  return (
    <div className="row">
      <ActionButton
        label="Resolve"
        title="Call this resolved?"
        confirmLabel="Resolve it"
        look="primary"
        done="The group is resolved. It opens by itself if it comes again."
        run={set("resolved")}
      >
        <p>If it comes once more it is open again, and an alert says so.</p>
      </ActionButton>
      <ActionButton
        label="Mute"
        title="Mute this group?"
        confirmLabel="Mute it"
        done="The group is muted: it is counted, and raises no alert."
        run={set("muted")}
      >
        <p>It goes on to be counted, but it no longer counts for the alert about bursts.</p>
      </ActionButton>
    </div>
  );
};
