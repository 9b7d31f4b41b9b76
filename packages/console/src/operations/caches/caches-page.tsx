import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { PageHeading } from "../../account/index.ts";
import { ActionButton, ADMIN_KEY } from "../../admin/action-button.tsx";
import { type Column, DataTable } from "../../admin/data-table.tsx";
import { usePermissions } from "../../admin/permissions.ts";
import { isApiError } from "../../client/index.ts";
import { Button, EmptyState, ErrorState, Notice, Skeleton } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { OperationsNav } from "../operations-nav.tsx";
import { heldWords, rateWords, sizeWords, workWords } from "./cache-words.ts";
import { type CacheList, type CacheUse, createCachesApi } from "./caches-api.ts";

const REFRESH_MS = 5_000;

const isRefused = (error: unknown): boolean =>
  isApiError(error) && (error.status === 401 || error.status === 403);

/** What caches answer and hold, and dropping one; for administrators (CACHE-06). */
export const CachesPage = () => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const found = useQuery({
    queryKey: [ADMIN_KEY, "caches"],
    queryFn: ({ signal }) => createCachesApi(client).list(signal),
    staleTime: 0,
    // Whoever may not look is not asked again and again.
    refetchInterval: ({ state }) => (isRefused(state.error) ? false : REFRESH_MS),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="page page-middle stack">
      <OperationsNav />
      <div className="row row-spread">
        <PageHeading>Caches</PageHeading>
        <Button isSmall onPress={() => void found.refetch()}>
          Look again
        </Button>
      </div>
      <Body
        list={found.data}
        error={found.error}
        mayWrite={may("caches:write")}
        onRetry={() => void found.refetch()}
      />
    </div>
  );
};

const Body = (props: {
  readonly list: CacheList | undefined;
  readonly error: unknown;
  readonly mayWrite: boolean;
  readonly onRetry: () => void;
}) => {
  const { list, error } = props;
  if (isRefused(error)) {
    return (
      <Notice tone="warn" title="For administrators">
        Your account may not see what is cached.
      </Notice>
    );
  }
  if (list === undefined) {
    return error === null ? (
      <Skeleton lines={6} height="2.5rem" />
    ) : (
      <ErrorState error={error} onRetry={props.onRetry} />
    );
  }
  if (list.caches.length === 0) {
    return <EmptyState title="No caches">This application has declared none.</EmptyState>;
  }
  return (
    <>
      {error !== null && (
        <Notice tone="warn" title="This may be old">
          The last look failed; below is what was known before. It is tried again.
        </Notice>
      )}
      <DataTable
        caption="Caches of this process"
        rows={list.caches}
        keyOf={({ name }) => name}
        columns={columns(props.mayWrite)}
      />
      <p className="small soft">
        {sizeWords(list.bytes)} are held in all; the caches of one process may declare{" "}
        {sizeWords(list.maxBytes)} together. Counted since the process started that answered.
      </p>
    </>
  );
};

const columns = (mayWrite: boolean): readonly [Column<CacheUse>, ...Column<CacheUse>[]] => [
  { name: "Cache", cell: ({ name }) => <span className="wrap-anywhere">{name}</span> },
  {
    name: "Answered",
    cell: (cache) => (
      <>
        <span className="numbers">{rateWords(cache)}</span>
        {cache.isLow && <span className="small line">fewer than the 80 % that it is for</span>}
      </>
    ),
  },
  { name: "Holds", cell: (cache) => <span className="numbers">{heldWords(cache)}</span> },
  { name: "Computed", cell: (cache) => <span className="numbers">{workWords(cache)}</span> },
  ...(mayWrite ? [{ name: "Change", cell: (cache: CacheUse) => <DropButton of={cache} /> }] : []),
];

const DropButton = ({ of: { name } }: { readonly of: CacheUse }) => {
  const { client } = useRuntime();
  return (
    <ActionButton
      label="Drop"
      accessibleLabel={`Drop what ${name} holds`}
      title="Drop everything in it?"
      confirmLabel="Drop it"
      run={() => createCachesApi(client).drop(name)}
      done={`${name} is empty, and fills again by itself.`}
    >
      <p>
        Everything that <strong className="wrap-anywhere">{name}</strong> holds is forgotten, on
        every node. Nothing is lost, but what is asked for next is computed anew.
      </p>
    </ActionButton>
  );
};
