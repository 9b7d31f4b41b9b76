import { useState } from "react";
import { Button, EmptyState, Skeleton } from "../../kit/index.ts";
import { AdminFailure, Badge, When } from "../admin-page.tsx";
import { type Column, DataTable } from "../data-table.tsx";
import { PageNav } from "../page-nav.tsx";
import type { AuditEntry, AuditPage } from "./audit-api.ts";
import { actionWords, outcomeWords, partyWords } from "./audit-words.ts";
import { EntryDialog } from "./entry-dialog.tsx";

/** The entries, newest first; one of them can be looked at closely. */
export const EntryList = (props: {
  readonly page: AuditPage | undefined;
  readonly error: unknown;
  readonly isFiltered: boolean;
  /** Whether this is still the answer to the question before. */
  readonly isOld: boolean;
  readonly onRetry: () => void;
  readonly back: (() => void) | undefined;
  readonly next: (place: string) => void;
}) => {
  const { page, error, back } = props;
  const [shown, setShown] = useState<AuditEntry>();
  if (page === undefined) {
    if (error === null) return <Skeleton lines={8} height="2.5rem" />;
    return <AdminFailure error={error} onRetry={props.onRetry} />;
  }
  const following = page.next;
  return (
    <div className="stack" aria-busy={props.isOld}>
      {page.entries.length === 0 ? (
        <EmptyState title="Nothing to show">
          {following === null
            ? props.isFiltered
              ? "No entry fits. Ask for less, or show everything."
              : "Nothing was recorded so far."
            : "Nothing that fits among the entries looked at so far; look at older ones."}
        </EmptyState>
      ) : (
        <DataTable
          caption="Audit trail"
          columns={columns(setShown)}
          rows={page.entries}
          keyOf={({ id }) => id}
        />
      )}
      <PageNav
        onNewer={back}
        onOlder={following === null ? undefined : () => props.next(following)}
      />
      <EntryDialog entry={shown} onClose={() => setShown(undefined)} />
    </div>
  );
};

const columns = (
  onShow: (entry: AuditEntry) => void,
): readonly [Column<AuditEntry>, ...Column<AuditEntry>[]] => [
  {
    name: "Action",
    cell: (entry) => (
      <div className="event-name">
        <Button isSmall look="quiet" onPress={() => onShow(entry)}>
          {actionWords(entry.action)}
        </Button>
        {entry.route !== null && <span className="small soft line">{entry.route}</span>}
      </div>
    ),
  },
  { name: "Who", cell: ({ actor }) => partyWords(actor, "nobody known") },
  { name: "On what", cell: ({ target }) => partyWords(target, "") },
  {
    name: "Outcome",
    cell: ({ outcome }) => {
      const { label, tone } = outcomeWords(outcome);
      return <Badge tone={tone}>{label}</Badge>;
    },
  },
  { name: "When", cell: ({ at }) => <When iso={at} /> },
];
