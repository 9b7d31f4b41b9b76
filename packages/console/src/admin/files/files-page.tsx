import { useInfiniteQuery } from "@tanstack/react-query";
import { isApiError } from "../../client/index.ts";
import { EmptyState, MorePages, Skeleton } from "../../kit/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { ActionButton, ADMIN_KEY } from "../action-button.tsx";
import { AdminFailure, AdminPage, When } from "../admin-page.tsx";
import { describeAdminError } from "../admin-words.ts";
import { type Column, DataTable } from "../data-table.tsx";
import { usePermissions } from "../permissions.ts";
import { createFilesApi, FILES_FILE, type QuarantinedFile } from "./files-api.ts";
import { findingWords, sizeWords } from "./files-words.ts";

/** Shown of the digest: enough to compare by eye. */
const DIGEST_LENGTH = 16;

const isMissing = (error: unknown): boolean => isApiError(error) && error.status === 404;

/** Files in which a scanner found something: from whom, what it was, and the way to be rid of them. */
export const QuarantinePage = () => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const pages = useInfiniteQuery({
    queryKey: [ADMIN_KEY, "files"],
    queryFn: ({ pageParam, signal }) => createFilesApi(client).list(pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    enabled: may("files:read"),
    staleTime: 0,
  });
  const { data, error } = pages;
  return (
    <AdminPage title="Quarantine" permission="files:read">
      {data === undefined && error === null && <Skeleton lines={6} height="2.5rem" />}
      {error !== null && isMissing(error) && (
        <EmptyState title="No files are kept here">
          This application takes no files, so that there are none to set aside.
        </EmptyState>
      )}
      {error !== null && !isMissing(error) && !pages.isFetchNextPageError && (
        <AdminFailure error={error} onRetry={() => void pages.refetch()} />
      )}
      {data !== undefined && (
        <List files={data.pages.flatMap(({ files }) => files)} mayWrite={may("files:write")} />
      )}
      <MorePages query={pages} label="More" />
    </AdminPage>
  );
};

const List = (props: { readonly files: readonly QuarantinedFile[]; readonly mayWrite: boolean }) =>
  props.files.length === 0 ? (
    <EmptyState title="Nothing is in quarantine">
      Files in which the scanner finds something harmful wait here for 30 days; then they are
      removed by themselves.
    </EmptyState>
  ) : (
    <>
      <p className="small soft">
        The scanner found something in these files. Nobody gets their bytes, administrators neither,
        and after 30 days they are removed by themselves. A file that was set aside by mistake
        cannot be let out: have it sent again once the scanner knows better.
      </p>
      <DataTable
        caption="Files in quarantine"
        file={FILES_FILE}
        rows={props.files}
        keyOf={({ id }) => id}
        columns={columns(props.mayWrite)}
      />
    </>
  );

const columns = (
  mayWrite: boolean,
): readonly [Column<QuarantinedFile>, ...Column<QuarantinedFile>[]] => [
  {
    name: "File",
    cell: ({ name, type, bytes }) => (
      <>
        <strong className="wrap-anywhere">{name}</strong>
        <span className="small soft line wrap-anywhere">
          {type}, {sizeWords(bytes)}
        </span>
      </>
    ),
  },
  {
    name: "Found",
    cell: (file) => (
      <>
        <span className="wrap-anywhere">{findingWords(file)}</span>
        <span className="small soft line numbers wrap-anywhere" title={`SHA-256 ${file.sha256}`}>
          SHA-256 {file.sha256.slice(0, DIGEST_LENGTH)}…
        </span>
      </>
    ),
  },
  {
    name: "Sent",
    cell: (file) => (
      <>
        <When iso={file.createdAt} />
        <span className="small soft line">
          as {file.purpose}, <Sender ownerId={file.ownerId} />
        </span>
      </>
    ),
  },
  ...(mayWrite
    ? [{ name: "Change", cell: (file: QuarantinedFile) => <RemoveButton file={file} /> }]
    : []),
];

const Sender = ({ ownerId }: { readonly ownerId: string | null }) => {
  const { may } = usePermissions();
  if (ownerId === null) return "by the application itself";
  if (!may("users:read")) return "by an account";
  return <PageLink to={`/admin/users/${encodeURIComponent(ownerId)}`}>by this account</PageLink>;
};

const RemoveButton = ({ file }: { readonly file: QuarantinedFile }) => {
  const { client } = useRuntime();
  return (
    <ActionButton
      label="Remove"
      accessibleLabel={`Remove ${file.name}`}
      title="Remove this file for good?"
      confirmLabel="Remove it"
      run={() => createFilesApi(client).remove(file.id)}
      done="The file is gone."
      describe={(error) =>
        describeAdminError(error, {
          NOT_FOUND: ["The file is gone", "Somebody removed it before, or its time was over."],
        })
      }
    >
      <p className="wrap-anywhere">
        {file.name} and all that is known of it are removed at once. Keep a note of its SHA-256
        first, if it is to be looked into: {file.sha256}
      </p>
    </ActionButton>
  );
};
