import { type Column, DataTable } from "../../admin/data-table.tsx";
import { usePermissions } from "../../admin/permissions.ts";
import { EmptyState } from "../../kit/index.ts";
import { PageLink } from "../../shell/index.ts";
import { LivePage } from "../live-page.tsx";
import { FindAddress } from "./find-address.tsx";
import { createMailApi, type MailKind, type MailSummary } from "./mail-api.ts";
import { queueWords } from "./mail-words.ts";
import { SuppressionList } from "./suppression-list.tsx";

/** What became of mails, and who gets none. */
export const MailPage = () => (
  <LivePage
    title="Mail"
    queryKey={["mail", "summary"]}
    load={(client, signal) => createMailApi(client).summary(signal)}
    subject="mail"
    topics={["mail"]}
  >
    {(summary) => <Summary summary={summary} />}
  </LivePage>
);

const Summary = ({ summary }: { readonly summary: MailSummary }) => {
  const { may } = usePermissions();
  const mayWrite = may("mail:write");
  return (
    <>
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
