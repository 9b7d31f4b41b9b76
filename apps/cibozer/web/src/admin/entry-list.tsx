import { EmptyState, ErrorState, MorePages, Skeleton } from "@plinth/console";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { SetTable } from "../art/set-table.tsx";

/** One page of what is listed, and what names the next one. */
interface EntryPage<Entry> {
  readonly entries: readonly Entry[];
  readonly next: string | null;
}

/** What administrators go through, page after page; asked for anew each time it is looked at. */
export const EntryList = <Entry extends { readonly id: string }>(props: {
  /** The name of the list for those who hear it. */
  readonly label: string;
  readonly queryKey: readonly unknown[];
  readonly load: (cursor: string | undefined, signal: AbortSignal) => Promise<EntryPage<Entry>>;
  /** Said where there is none. */
  readonly empty: string;
  /** On the button that asks for the next page. */
  readonly more: string;
  readonly children: (entry: Entry) => ReactNode;
}) => {
  const query = useInfiniteQuery({
    queryKey: props.queryKey,
    queryFn: ({ pageParam, signal }) => props.load(pageParam, signal),
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
    return (
      <EmptyState title="Nothing here" picture={<SetTable size={110} />}>
        {props.empty}
      </EmptyState>
    );
  }
  return (
    <>
      <ul className="list-plain stack" aria-label={props.label}>
        {entries.map((entry) => (
          <li key={entry.id}>{props.children(entry)}</li>
        ))}
      </ul>
      <MorePages query={query} label={props.more} />
    </>
  );
};
