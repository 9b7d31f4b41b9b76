import { EmptyState, Skeleton } from "../kit/index.ts";
import { AdminFailure } from "./admin-page.tsx";
import { type Column, DataTable } from "./data-table.tsx";
import { PageNav } from "./page-nav.tsx";

/** What a list that is read newest first, a page at a time, is given. */
export interface PagedListProps<Page> {
  /** Undefined until the first answer. */
  readonly page: Page | undefined;
  readonly error: unknown;
  readonly isFiltered: boolean;
  /** Whether this is still the answer to the question before. */
  readonly isOld: boolean;
  readonly onRetry: () => void;
  readonly back: (() => void) | undefined;
  readonly next: (id: string) => void;
}

/** A page of such a list as a table, and the way to the pages beside it. */
export const PagedTable = <Row extends { readonly id: string }>(
  props: Omit<PagedListProps<unknown>, "page" | "isFiltered"> & {
    readonly caption: string;
    readonly columns: readonly [Column<Row>, ...Column<Row>[]];
    readonly rows: readonly Row[] | undefined;
    /** Where the next page begins; null at the end. */
    readonly following: string | null | undefined;
    /** Said where the page has no row. */
    readonly emptyWords: string;
  },
) => {
  const { rows, error, following } = props;
  if (rows === undefined) {
    if (error === null) return <Skeleton lines={8} height="2.5rem" />;
    return <AdminFailure error={error} onRetry={props.onRetry} />;
  }
  const isLast = following === null || following === undefined;
  return (
    <div className="stack" aria-busy={props.isOld}>
      {rows.length === 0 ? (
        <EmptyState title="Nothing to show">{props.emptyWords}</EmptyState>
      ) : (
        <DataTable
          caption={props.caption}
          columns={props.columns}
          rows={rows}
          keyOf={({ id }) => id}
        />
      )}
      <PageNav back={props.back} next={isLast ? undefined : () => props.next(following)} />
    </div>
  );
};
