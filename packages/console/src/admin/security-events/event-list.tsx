import { useState } from "react";
import { Button } from "../../kit/index.ts";
import { Badge, When } from "../admin-page.tsx";
import type { Column } from "../data-table.tsx";
import { type PagedListProps, PagedTable } from "../paged-table.tsx";
import { EventDialog } from "./event-dialog.tsx";
import type { EventPage, NameCount, SecurityEvent } from "./events-api.ts";
import { nameWords, outcomeWords, reasonWords, severityWords } from "./events-words.ts";

/** The events, newest first; one of them can be looked at closely. */
export const EventList = (
  props: PagedListProps<EventPage> & { readonly names: readonly NameCount[] },
) => {
  const { page, names } = props;
  const [shown, setShown] = useState<SecurityEvent>();
  return (
    <>
      <PagedTable
        {...props}
        caption="Security events"
        columns={columns(setShown)}
        rows={page?.events}
        following={page?.next}
        emptyWords={
          props.isFiltered
            ? "No event fits. Try another address, or show everything."
            : "Nothing was refused, noticed or changed so far."
        }
      />
      <EventDialog
        event={shown}
        about={names.find(({ name }) => name === shown?.name)?.about}
        onClose={() => setShown(undefined)}
      />
    </>
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
