import { useInfiniteQuery } from "@tanstack/react-query";
import { ActionButton, ADMIN_KEY } from "../../admin/action-button.tsx";
import { AdminFailure } from "../../admin/admin-page.tsx";
import { dateWords } from "../../admin/admin-words.ts";
import { type Column, DataTable } from "../../admin/data-table.tsx";
import { EmptyState, MorePages, Skeleton } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { createMailApi, SUPPRESSIONS_FILE, type Suppression } from "./mail-api.ts";
import { reasonWords } from "./mail-words.ts";

/** Addresses that get no mail, newest first. */
export const SuppressionList = ({ mayWrite }: { readonly mayWrite: boolean }) => {
  const { client } = useRuntime();
  const pages = useInfiniteQuery({
    queryKey: [ADMIN_KEY, "mail", "suppressions"],
    queryFn: ({ pageParam, signal }) => createMailApi(client).suppressions(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    staleTime: 0,
  });
  const { data, error } = pages;
  if (data === undefined) {
    return error === null ? (
      <Skeleton lines={3} height="2.5rem" />
    ) : (
      <AdminFailure error={error} onRetry={() => void pages.refetch()} />
    );
  }
  const suppressions = data.pages.flatMap((page) => page.suppressions);
  if (suppressions.length === 0) {
    return <EmptyState title="None">Every address gets its mail.</EmptyState>;
  }
  return (
    <>
      <DataTable
        caption="Addresses without mail"
        file={SUPPRESSIONS_FILE}
        rows={suppressions}
        keyOf={({ id }) => id}
        columns={columnsOf(mayWrite)}
      />
      <MorePages query={pages} label="More" />
    </>
  );
};

const columnsOf = (mayWrite: boolean): readonly [Column<Suppression>, ...Column<Suppression>[]] => [
  { name: "Address at", cell: ({ domain }) => <span className="wrap-anywhere">{domain}</span> },
  { name: "Why", cell: reasonWords },
  {
    name: "What was said",
    cell: ({ detail }) => <span className="small wrap-anywhere">{detail ?? "nothing"}</span>,
  },
  { name: "Since", cell: ({ at }) => <time dateTime={at}>{dateWords(at)}</time> },
  ...(mayWrite
    ? [{ name: "Change", cell: (one: Suppression) => <LiftButton suppression={one} /> }]
    : []),
];

/** Lets an address have mail again, after a question. */
export const LiftButton = (props: {
  readonly suppression: Suppression;
  readonly onDone?: () => void;
}) => {
  const { client } = useRuntime();
  const { id, domain } = props.suppression;
  return (
    <ActionButton
      label="Send again"
      accessibleLabel={`Send again to the address at ${domain}`}
      title={`Send mail to this address at ${domain} again?`}
      confirmLabel="Send again"
      look="primary"
      done="The address gets mail again."
      run={() => createMailApi(client).lift(id)}
      {...(props.onDone === undefined ? {} : { onDone: props.onDone })}
    >
      <p>
        Mails that were left out meanwhile are not sent. If the address is refused again, it comes
        back to this list.
      </p>
    </ActionButton>
  );
};
