import { Button } from "./button.tsx";
import { ErrorState } from "./states.tsx";

/** What is known of a list that is loaded page by page, as TanStack Query tells it. */
export interface PagedQuery {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isFetchNextPageError: boolean;
  readonly error: unknown;
  readonly fetchNextPage: () => Promise<unknown>;
}

/** Under a list: the button for its next page, or why that page did not come. Nothing at the end. */
export const MorePages = ({
  query,
  label,
}: {
  readonly query: PagedQuery;
  readonly label: string;
}) => {
  if (!query.hasNextPage) return null;
  const load = () => void query.fetchNextPage();
  if (query.isFetchNextPageError && !query.isFetchingNextPage) {
    return <ErrorState error={query.error} onRetry={load} />;
  }
  return (
    <div>
      <Button isPending={query.isFetchingNextPage} onPress={load}>
        {label}
      </Button>
    </div>
  );
};
