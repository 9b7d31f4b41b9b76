import {
  Badge,
  Button,
  Card,
  describeError,
  EmptyState,
  ErrorState,
  english,
  Segmented,
  Skeleton,
  usePermissions,
  useRuntime,
  useToasts,
  When,
} from "@plinth/console";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  adminKeys,
  createPlannerAdminApi,
  type FeedbackEntry,
  type FeedbackState,
} from "./admin-api.ts";
import { AdminFrame } from "./admin-frame.tsx";

const STATES = [
  { value: "new", label: "New" },
  { value: "seen", label: "Seen" },
  { value: "done", label: "Done" },
] as const;

/** What people said, by where it stands. */
export const FeedbackListPage = () => {
  const [state, setState] = useState<FeedbackState>("new");
  return (
    <AdminFrame title="Feedback" permission="feedback:read">
      <Segmented label="Which ones" value={state} onChange={setState} choices={STATES} />
      <List key={state} state={state} />
    </AdminFrame>
  );
};

const List = ({ state }: { readonly state: FeedbackState }) => {
  const { client } = useRuntime();
  const query = useInfiniteQuery({
    queryKey: adminKeys.feedback(state),
    queryFn: ({ pageParam, signal }) =>
      createPlannerAdminApi(client).feedback(state, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: 0,
  });
  if (query.data === undefined) {
    if (query.error === null) return <Skeleton lines={4} height="4rem" />;
    return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  }
  const entries = query.data.pages.flatMap((page) => page.entries);
  if (entries.length === 0) {
    return <EmptyState title="Nothing here">What people send appears here by itself.</EmptyState>;
  }
  return (
    <>
      <ul className="list-plain stack" aria-label="Feedback">
        {entries.map((entry) => (
          <li key={entry.id}>
            <Entry entry={entry} />
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <div>
          <Button isPending={query.isFetchingNextPage} onPress={() => void query.fetchNextPage()}>
            Show older ones
          </Button>
        </div>
      )}
    </>
  );
};

const Entry = ({ entry }: { readonly entry: FeedbackEntry }) => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const queries = useQueryClient();
  const toasts = useToasts();
  const move = useMutation({
    mutationFn: (state: FeedbackState) => createPlannerAdminApi(client).setState(entry.id, state),
    onSettled: () => queries.invalidateQueries({ queryKey: adminKeys.allFeedback }),
    onError: (error) => toasts.fail(describeError(english, error).title),
  });
  return (
    <Card label={`Feedback of ${entry.createdAt}`}>
      <div className="stack stack-tight">
        <div className="row">
          <Badge>{entry.kind}</Badge>
          {entry.wantsAnswer && <Badge>wants an answer</Badge>}
          <span className="small soft">
            <When iso={entry.createdAt} />
          </span>
          {entry.page !== "" && <span className="small soft">{entry.page}</span>}
        </div>
        <p className="mail-text">{entry.text}</p>
        <div className="row">
          {may("feedback:write") &&
            STATES.filter(({ value }) => value !== entry.state).map(({ value, label }) => (
              <Button
                key={value}
                isSmall
                isPending={move.isPending && move.variables === value}
                onPress={() => move.mutate(value)}
              >
                {`Mark as ${label.toLowerCase()}`}
              </Button>
            ))}
          {may("users:read") && (
            <a className="small" href={`/console/admin/users/${entry.accountId}`}>
              Who said it
            </a>
          )}
        </div>
      </div>
    </Card>
  );
};
