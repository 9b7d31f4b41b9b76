import { useState } from "react";
import { Button } from "../../kit/index.ts";
import { Badge, When } from "../admin-page.tsx";
import type { Column } from "../data-table.tsx";
import { type PagedListProps, PagedTable } from "../paged-table.tsx";
import type { AuditEntry, AuditPage } from "./audit-api.ts";
import { actionWords, outcomeWords, partyWords } from "./audit-words.ts";
import { EntryDialog } from "./entry-dialog.tsx";

/** The entries, newest first; one of them can be looked at closely. */
export const EntryList = (props: PagedListProps<AuditPage>) => {
  const { page, isFiltered } = props;
  const [shown, setShown] = useState<AuditEntry>();
  return (
    <>
      <PagedTable
        {...props}
        caption="Audit trail"
        columns={columns(setShown)}
        rows={page?.entries}
        following={page?.next}
        emptyWords={emptyWords(page, isFiltered)}
      />
      <EntryDialog entry={shown} onClose={() => setShown(undefined)} />
    </>
  );
};

const emptyWords = (page: AuditPage | undefined, isFiltered: boolean): string => {
  if (page?.next !== null) {
    return "Nothing that fits among the entries looked at so far; look at older ones.";
  }
  return isFiltered
    ? "No entry fits. Ask for less, or show everything."
    : "Nothing was recorded so far.";
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
