import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { PageHeading } from "../account/index.ts";
import { isApiError } from "../client/index.ts";
import { Button, EmptyState, ErrorState, Notice, Segmented, Skeleton } from "../kit/index.ts";
import { useRuntime } from "../shell/index.ts";
import { HealthEntries, StateBadge } from "./health-entries.tsx";
import { durationWords, summaryWords } from "./health-words.ts";
import { type HealthHistory, loadHealthHistory } from "./operations-api.ts";
import { OperationsNav } from "./operations-nav.tsx";
import { UptimeBars } from "./uptime-bars.tsx";

type Span = "1" | "7" | "30";

const spans: readonly { readonly value: Span; readonly label: string }[] = [
  { value: "1", label: "1 day" },
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
];

const DAY_MS = 86_400_000;
const REFRESH_MS = 30_000;

const isRefused = (error: unknown): boolean =>
  isApiError(error) && (error.status === 401 || error.status === 403);

/** How every part of the service is and was; for administrators. */
export const HealthPage = () => {
  const { client } = useRuntime();
  const [span, setSpan] = useState<Span>("7");
  const history = useQuery({
    queryKey: ["health-history", span],
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - Number(span) * DAY_MS).toISOString();
      return loadHealthHistory(client, from, signal);
    },
    staleTime: 0,
    // Whoever may not look is not asked again and again.
    refetchInterval: ({ state }) => (isRefused(state.error) ? false : REFRESH_MS),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="page page-middle stack">
      <OperationsNav />
      <div className="row row-spread">
        <PageHeading>Health</PageHeading>
        <Button isSmall isPending={history.isFetching} onPress={() => void history.refetch()}>
          Look again
        </Button>
      </div>
      <Segmented label="Time shown" isLabelHidden value={span} onChange={setSpan} choices={spans} />
      <Body
        history={history.data}
        error={history.error}
        at={history.dataUpdatedAt}
        onRetry={() => void history.refetch()}
      />
    </div>
  );
};

const Body = (props: {
  readonly history: HealthHistory | undefined;
  readonly error: unknown;
  /** When the history was read; milliseconds since the epoch. */
  readonly at: number;
  readonly onRetry: () => void;
}) => {
  const { history, error } = props;
  if (isRefused(error)) {
    return (
      <Notice tone="warn" title="For administrators">
        Your account may not see how the service is.
      </Notice>
    );
  }
  if (history === undefined) {
    if (error !== null && error !== undefined) {
      return <ErrorState error={error} onRetry={props.onRetry} />;
    }
    return <Skeleton lines={8} />;
  }
  return (
    <>
      {error !== null && error !== undefined && (
        <Notice tone="warn" title="This may be old">
          The last look failed; below is what was known before.
        </Notice>
      )}
      <Parts history={history} now={props.at} />
    </>
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
