import { useState } from "react";
import { Button, EmptyState, Skeleton } from "../../kit/index.ts";
import { AdminFailure, Badge, When } from "../admin-page.tsx";
import { type Column, DataTable } from "../data-table.tsx";
import { PageNav } from "../page-nav.tsx";
import { EventDialog } from "./event-dialog.tsx";
import type { EventPage, NameCount, SecurityEvent } from "./events-api.ts";
import { nameWords, outcomeWords, reasonWords, severityWords } from "./events-words.ts";

/** The events, newest first; one of them can be looked at closely. */
export const EventList = (props: {
  readonly page: EventPage | undefined;
  readonly error: unknown;
  readonly names: readonly NameCount[];
  readonly isFiltered: boolean;
  /** Whether this is still the answer to the question before. */
  readonly isOld: boolean;
  readonly onRetry: () => void;
  readonly back: (() => void) | undefined;
  readonly next: ((id: string) => void) | undefined;
}) => {
  const { page, error, back } = props;
  const [shown, setShown] = useState<SecurityEvent>();
  if (page === undefined) {
    if (error === null) return <Skeleton lines={8} height="2.5rem" />;
    return <AdminFailure error={error} onRetry={props.onRetry} />;
  }
  const following = page.next;
  return (
    <div className="stack" aria-busy={props.isOld}>
      {page.events.length === 0 ? (
        <EmptyState title="Nothing to show">
          {props.isFiltered
            ? "No event fits. Try another address, or show everything."
            : "Nothing was refused, noticed or changed so far."}
        </EmptyState>
      ) : (
        <DataTable
          caption="Security events"
          columns={columns(setShown)}
          rows={page.events}
          keyOf={({ id }) => id}
        />
      )}
      <PageNav
        onNewer={back}
        onOlder={following === null ? undefined : () => props.next?.(following)}
      />
      <EventDialog
        event={shown}
        about={props.names.find(({ name }) => name === shown?.name)?.about}
        onClose={() => setShown(undefined)}
      />
    </div>
  );
};

const columns = (
  onShow: (event: SecurityEvent) => void,
): readonly [Column<SecurityEvent>, ...Column<SecurityEvent>[]] => [
  {
    name: "Event",
    cell: (event) => (
      <div className="event-name">
        <Button isSmall look="quiet" onPress={() => onShow(event)}>
          {nameWords(event.name)}
        </Button>
        <Told event={event} />
      </div>
    ),
  },
  {
    name: "Outcome",
    cell: ({ outcome, severity }) => {
      const { label, tone } = outcomeWords(outcome);
      const grave = severityWords(severity);
      return (
        <span className="badges">
          <Badge tone={tone}>{label}</Badge>
          {grave !== undefined && <Badge tone="danger">{grave}</Badge>}
        </span>
      );
    },
  },
  {
    name: "From",
    cell: ({ address }) =>
      address === null ? (
        <span className="soft">not known</span>
      ) : (
        <span className="numbers wrap-anywhere">{address}</span>
      ),
  },
  { name: "When", cell: ({ at }) => <When iso={at} /> },
];

/** What tells one event from another of its name: of a finding class and field, never what was sent. */
const Told = ({ event: { details, route } }: { readonly event: SecurityEvent }) => {
  const parts = [
    details["class"] ?? details["rule"],
    details["field"],
    reasonWords(details["reason"]),
    route,
  ].filter((part) => part !== undefined && part !== null && part !== "");
  return parts.length === 0 ? null : <span className="small soft line">{parts.join(" · ")}</span>;
};
