import { useParams } from "@tanstack/react-router";
import { usePermissions } from "../../admin/permissions.ts";
import { Notice } from "../../kit/index.ts";
import { PageLink } from "../../shell/index.ts";
import { LivePage } from "../live-page.tsx";
import { createTracesApi, type TraceDetail } from "./traces-api.ts";
import { durationWords, type PlacedSpan, placeSpans } from "./waterfall.ts";

/** How often a trace is looked at again: jobs may still add to it. */
const REFRESH_MS = 15_000;
/** Height and distance of a bar, and width of the drawing, in its own units. */
const [BAR, WIDTH] = [10, 100] as const;

/** One trace: what was done within it, when and for how long (OBS-07). */
export const TracePage = () => {
  const { id = "" }: { readonly id?: string } = useParams({ strict: false });
  return (
    <LivePage
      title="Trace"
      queryKey={["trace", id]}
      load={(client, signal) => createTracesApi(client).find(id, signal)}
      subject="traces"
      everyMs={REFRESH_MS}
    >
      {(detail) => <Detail detail={detail} />}
    </LivePage>
  );
};

const Detail = ({ detail }: { readonly detail: TraceDetail }) => {
  const { may } = usePermissions();
  const { trace, dropped } = detail;
  return (
    <>
      <p>
        <strong className="wrap-anywhere">{trace.name}</strong>, {durationWords(trace.durationMs)},{" "}
        {trace.spans} {trace.spans === 1 ? "span" : "spans"}
      </p>
      <p className="small soft wrap-anywhere">
        Trace {trace.traceId}
        {trace.requestId !== null && `, request ${trace.requestId}`}
      </p>
      <div className="row">
        <PageLink to="/operations/traces" className="btn btn-secondary btn-small">
          All traces
        </PageLink>
        {may("logs:read") && (
          <PageLink
            to="/operations/logs"
            search={{ traceId: trace.traceId }}
            className="btn btn-secondary btn-small"
          >
            Its lines of the log
          </PageLink>
        )}
      </div>
      {dropped > 0 && (
        <Notice tone="info">{dropped} more spans were not kept: the trace has too many.</Notice>
      )}
      <ol className="waterfall" aria-label="Spans in order of time">
        {placeSpans(detail).map((placed) => (
          <Row key={placed.span.spanId} placed={placed} />
        ))}
      </ol>
    </>
  );
};

const Row = ({ placed: { span, depth, left, width } }: { readonly placed: PlacedSpan }) => {
  const facts = Object.entries(span.attributes);
  return (
    <li data-depth={Math.min(depth, 6)} data-failed={span.isFailed}>
      <details>
        <summary>
          <span className="waterfall-name wrap-anywhere">
            {span.name}
            {span.isFailed && <span className="small"> (failed)</span>}
          </span>
          <svg
            className="waterfall-bar"
            viewBox={`0 0 ${WIDTH} ${BAR}`}
            preserveAspectRatio="none"
            aria-hidden="true"
          >
            <rect x={left} y="0" width={width} height={BAR} data-kind={span.kind} />
          </svg>
          <span className="numbers small">{durationWords(span.durationMs)}</span>
        </summary>
        <dl className="waterfall-facts small">
          <div>
            <dt>Begins after</dt>
            <dd className="numbers">{durationWords(span.startMs)}</dd>
          </div>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="wrap-anywhere">{value}</dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
};
