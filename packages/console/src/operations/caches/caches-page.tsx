import { ActionButton } from "../../admin/action-button.tsx";
import { type Column, DataTable } from "../../admin/data-table.tsx";
import { usePermissions } from "../../admin/permissions.ts";
import { EmptyState } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { LivePage } from "../live-page.tsx";
import { heldWords, rateWords, sizeWords, workWords } from "./cache-words.ts";
import { type CacheUse, createCachesApi } from "./caches-api.ts";

/** What caches answer and hold, and dropping one; for administrators (CACHE-06). */
export const CachesPage = () => {
  const { may } = usePermissions();
  return (
    <LivePage
      title="Caches"
      queryKey={["caches"]}
      load={(client, signal) => createCachesApi(client).list(signal)}
      subject="what is cached"
      topics={["caches"]}
      empty={({ caches }) =>
        caches.length === 0 && (
          <EmptyState title="No caches">This application has declared none.</EmptyState>
        )
      }
    >
      {(list) => (
        <>
          <DataTable
            caption="Caches of this process"
            rows={list.caches}
            keyOf={({ name }) => name}
            columns={columns(may("caches:write"))}
          />
          <p className="small soft">
            {sizeWords(list.bytes)} are held in all; the caches of one process may declare{" "}
            {sizeWords(list.maxBytes)} together. Counted since the process started that answered.
          </p>
        </>
      )}
    </LivePage>
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
