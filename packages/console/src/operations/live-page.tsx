import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { PageHeading } from "../account/index.ts";
import { ADMIN_KEY } from "../admin/action-button.tsx";
import { usePermissions } from "../admin/permissions.ts";
import { type ApiClient, isRefused } from "../client/index.ts";
import { Button, ErrorState, Notice, Skeleton } from "../kit/index.ts";
import { LiveMark, useLive, useRuntime } from "../shell/index.ts";

const REFRESH_MS = 5_000;

/** What a page of whoever operates is made of. */
export interface LivePageProps<T> {
  readonly title: string;
  /** Tells its answer from those of other pages; actions on the page begin with the same words. */
  readonly queryKey: readonly unknown[];
  readonly load: (client: ApiClient, signal: AbortSignal) => Promise<T>;
  /** Ends the sentence "Your account may not see …" for whoever is refused. */
  readonly subject: string;
  /** What is shown in place of everything else where there is nothing to show. */
  readonly empty?: (found: T) => ReactNode;
  readonly children: (found: T, at: number) => ReactNode;
  /** Stands beside the heading, before the button that looks again. */
  readonly tools?: ReactNode;
  /** Stands below the heading, whatever became of the question. */
  readonly head?: ReactNode;
  /** What the server tells of while it happens: the page looks at once when it hears of one. */
  readonly topics?: readonly string[];
  /** Milliseconds between two looks; five seconds where it is absent. */
  readonly everyMs?: number;
}

/**
 * A page that asks one question again and again: the menu, the name, and the answer or what became
 * of it. What was known before stays, with a word about its age, while looking fails.
 */
export const LivePage = <T,>(props: LivePageProps<T>) => {
  const { client } = useRuntime();
  const { load, everyMs = REFRESH_MS } = props;
  const found = useQuery({
    queryKey: [ADMIN_KEY, ...props.queryKey],
    queryFn: ({ signal }) => load(client, signal),
    staleTime: 0,
    // Whoever may not look is not asked again and again.
    refetchInterval: ({ state }) => (isRefused(state.error) ? false : everyMs),
    placeholderData: keepPreviousData,
  });
  const lookAgain = () => void found.refetch();
  const { may } = usePermissions();
  const topics = may("live:read") ? (props.topics ?? []) : [];
  const live = useLive(topics, lookAgain);
  return (
    <>
      <div className="row row-spread">
        <PageHeading>{props.title}</PageHeading>
        <div className="row">
          {topics.length > 0 && <LiveMark state={live} />}
          {props.tools}
          <Button isSmall onPress={lookAgain}>
            Look again
          </Button>
        </div>
      </div>
      {props.head}
      <Answer
        {...props}
        data={found.data}
        error={found.error}
        at={found.dataUpdatedAt}
        onRetry={lookAgain}
      />
    </>
  );
};

const Answer = <T,>(
  props: LivePageProps<T> & {
    readonly data: T | undefined;
    readonly error: unknown;
    readonly at: number;
    readonly onRetry: () => void;
  },
) => {
  const { data, error } = props;
  if (isRefused(error)) {
    return (
      <Notice tone="warn" title="For administrators">
        Your account may not see {props.subject}.
      </Notice>
    );
  }
  if (data === undefined) {
    return error === null ? (
      <Skeleton lines={6} height="2.5rem" />
    ) : (
      <ErrorState error={error} onRetry={props.onRetry} />
    );
  }
  const empty = props.empty?.(data) ?? false;
  if (empty !== false) return empty;
  return (
    <>
      {error !== null && (
        <Notice tone="warn" title="This may be old">
          The last look failed; below is what was known before. It is tried again.
        </Notice>
      )}
      {props.children(data, props.at)}
    </>
  );
};
