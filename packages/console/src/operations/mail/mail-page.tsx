import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { PageHeading } from "../../account/index.ts";
import { ADMIN_KEY } from "../../admin/action-button.tsx";
import { type Column, DataTable } from "../../admin/data-table.tsx";
import { usePermissions } from "../../admin/permissions.ts";
import { isApiError } from "../../client/index.ts";
import { Button, EmptyState, ErrorState, Notice, Skeleton } from "../../kit/index.ts";
import { PageLink, useRuntime } from "../../shell/index.ts";
import { OperationsNav } from "../operations-nav.tsx";
import { FindAddress } from "./find-address.tsx";
import { createMailApi, type MailKind, type MailSummary } from "./mail-api.ts";
import { queueWords } from "./mail-words.ts";
import { SuppressionList } from "./suppression-list.tsx";

const REFRESH_MS = 5_000;

const isRefused = (error: unknown): boolean =>
  isApiError(error) && (error.status === 401 || error.status === 403);

/** What became of mails, and who gets none. */
export const MailPage = () => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const found = useQuery({
    queryKey: [ADMIN_KEY, "mail", "summary"],
    queryFn: ({ signal }) => createMailApi(client).summary(signal),
    staleTime: 0,
    // Whoever may not look is not asked again and again.
    refetchInterval: ({ state }) => (isRefused(state.error) ? false : REFRESH_MS),
    placeholderData: keepPreviousData,
  });
  return (
    <div className="page page-middle stack">
      <OperationsNav />
      <div className="row row-spread">
        <PageHeading>Mail</PageHeading>
        <Button isSmall onPress={() => void found.refetch()}>
          Look again
        </Button>
      </div>
      <Body
        summary={found.data}
        error={found.error}
        mayWrite={may("mail:write")}
        onRetry={() => void found.refetch()}
      />
    </div>
  );
};

const Body = (props: {
  readonly summary: MailSummary | undefined;
  readonly error: unknown;
  readonly mayWrite: boolean;
  readonly onRetry: () => void;
}) => {
  const { summary, error, mayWrite } = props;
  if (isRefused(error)) {
    return (
      <Notice tone="warn" title="For administrators">
        Your account may not see mail.
      </Notice>
    );
  }
  if (summary === undefined) {
    return error === null ? (
      <Skeleton lines={6} height="2.5rem" />
    ) : (
      <ErrorState error={error} onRetry={props.onRetry} />
    );
  }
  return (
    <>
      {error !== null && (
        <Notice tone="warn" title="This may be old">
          The last look failed; below is what was known before. It is tried again.
        </Notice>
      )}
      <p>
        {queueWords(summary)} <PageLink to="/operations/jobs">Jobs</PageLink>
      </p>
      <section className="stack" aria-labelledby="mail-kinds">
        <h2 id="mail-kinds">The last {summary.days} days</h2>
        {summary.kinds.length === 0 ? (
          <EmptyState title="No mail yet">Nothing was sent or left out in this time.</EmptyState>
        ) : (
          <DataTable
            caption="Kinds of mail"
            rows={summary.kinds}
            keyOf={({ name }) => name}
            columns={KINDS}
          />
        )}
      </section>
      <section className="stack" aria-labelledby="mail-suppressions">
        <h2 id="mail-suppressions">Addresses without mail</h2>
        <p className="small soft">
          {summary.takesBounces
            ? "From refusals of mail servers, and from bounces and complaints that were reported."
            : "From refusals of mail servers. Bounces are not taken: MAIL_BOUNCE_SECRET is not set."}
        </p>
        <FindAddress mayWrite={mayWrite} />
        <SuppressionList mayWrite={mayWrite} />
      </section>
    </>
  );
};

const count = (name: string, of: Exclude<keyof MailKind, "name">): Column<MailKind> => ({
  name,
  cell: (kind) => <span className="numbers">{kind[of].toLocaleString("en-GB")}</span>,
});

const KINDS: readonly [Column<MailKind>, ...Column<MailKind>[]] = [
  { name: "Kind", cell: ({ name }) => <span className="wrap-anywhere">{name}</span> },
  count("Sent", "sent"),
  count("Failed for good", "failed"),
  count("Address without mail", "suppressed"),
  count("Too many", "limited"),
  count("Too late", "expired"),
];
