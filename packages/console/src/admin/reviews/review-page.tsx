import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Section } from "../../account/index.ts";
import { buttonClass, EmptyState, Skeleton, TextField } from "../../kit/index.ts";
import { useRuntime } from "../../shell/index.ts";
import { ActionButton, ADMIN_KEY } from "../action-button.tsx";
import { createAdminApi, REPORT_FILE, type ReportLine, reviewFile } from "../admin-api.ts";
import { AdminFailure, AdminPage } from "../admin-page.tsx";
import { countWords, dateWords } from "../admin-words.ts";
import { DataTable } from "../data-table.tsx";
import { usePermissions } from "../permissions.ts";
import { Report } from "./report.tsx";
import { concernsOf } from "./report-words.ts";

/** Who may do what and when they last came; signed off by whoever looked (AZ-05). */
export const AccessReviewPage = () => {
  const { client } = useRuntime();
  const { may } = usePermissions();
  const report = useQuery({
    queryKey: [ADMIN_KEY, "report"],
    queryFn: ({ signal }) => createAdminApi(client).report(signal),
    enabled: may("access:review"),
    staleTime: 0,
  });
  return (
    <AdminPage
      title="Access review"
      permission="access:review"
      action={
        <a className={buttonClass({})} href={REPORT_FILE} download>
          Download as CSV
        </a>
      }
    >
      <p className="soft">
        Look at who may do what, take away what is not needed, then sign the review. The rights as
        they are at that moment are kept with your name.
      </p>
      {report.error !== null && (
        <AdminFailure error={report.error} onRetry={() => void report.refetch()} />
      )}
      {report.data === undefined && report.error === null && <Skeleton lines={10} />}
      {report.data !== undefined && (
        <>
          <Report lines={report.data} />
          <Section title="Sign the review">
            <SignOff lines={report.data} />
          </Section>
        </>
      )}
      <Section title="Past reviews">
        <PastReviews isOpen={may("access:review")} />
      </Section>
    </AdminPage>
  );
};

const SignOff = ({ lines }: { readonly lines: readonly ReportLine[] }) => {
  const { client } = useRuntime();
  const [note, setNote] = useState("");
  const open = lines.filter((line) => concernsOf(line, new Date()).length > 0).length;
  return (
    <div className="stack">
      <TextField
        label="Note"
        hint="What you looked at, and what you leave as it is on purpose."
        rows={3}
        maxLength={500}
        isOptional
        value={note}
        onChange={setNote}
      />
      <div>
        <ActionButton
          label="Sign off"
          buttonLook="primary"
          title="Sign off the rights as they are now?"
          confirmLabel="Sign off"
          look="primary"
          run={() => createAdminApi(client).signOff(note.trim())}
          done="The review is signed and kept."
          onDone={() => setNote("")}
        >
          <p>
            You confirm that you have looked at the rights of{" "}
            {countWords(lines.length, "account", "accounts")}. The state is kept with your name and
            the time, and cannot be changed later.
          </p>
          {open > 0 && (
            <p>{countWords(open, "account still needs", "accounts still need")} a look.</p>
          )}
        </ActionButton>
      </div>
    </div>
  );
};

const PastReviews = ({ isOpen }: { readonly isOpen: boolean }) => {
  const { client } = useRuntime();
  const reviews = useQuery({
    queryKey: [ADMIN_KEY, "reviews"],
    queryFn: ({ signal }) => createAdminApi(client).reviews(signal),
    enabled: isOpen,
  });
  if (reviews.error !== null) {
    return <AdminFailure error={reviews.error} onRetry={() => void reviews.refetch()} />;
  }
  if (reviews.data === undefined) return <Skeleton lines={3} />;
  if (reviews.data.length === 0) {
    return <EmptyState title="None yet">The first signed review will stand here.</EmptyState>;
  }
  return (
    <DataTable
      caption="Signed reviews, newest first"
      rows={reviews.data}
      keyOf={({ id }) => id}
      columns={[
        {
          name: "Signed",
          cell: ({ createdAt }) => (
            <time dateTime={createdAt} className="numbers">
              {dateWords(createdAt)}
            </time>
          ),
        },
        { name: "By", cell: ({ reviewer }) => reviewer },
        { name: "Accounts", cell: ({ accounts }) => <span className="numbers">{accounts}</span> },
        {
          name: "Note",
          cell: ({ note }) => (note === "" ? <span className="soft">none</span> : note),
        },
        {
          name: "File",
          cell: ({ id, createdAt }) => (
            <a href={reviewFile(id)} download aria-label={`CSV of ${dateWords(createdAt)}`}>
              CSV
            </a>
          ),
        },
      ]}
    />
  );
};
