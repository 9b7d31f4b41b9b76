import type { ReactNode } from "react";
import { Dialog } from "../../kit/index.ts";
import { PageLink } from "../../shell/index.ts";
import { dateWords } from "../admin-words.ts";
import { usePermissions } from "../permissions.ts";
import type { SecurityEvent } from "./events-api.ts";
import { detailName, detailValue, nameWords, outcomeWords } from "./events-words.ts";

/** One event with all that is kept of it. */
export const EventDialog = (props: {
  readonly event: SecurityEvent | undefined;
  /** What the name means, in one sentence. */
  readonly about: string | undefined;
  readonly onClose: () => void;
}) => {
  const { event, about, onClose } = props;
  return (
    <Dialog
      title={event === undefined ? "Event" : nameWords(event.name)}
      isOpen={event !== undefined}
      onClose={onClose}
    >
      {event !== undefined && (
        <div className="stack">
          {about !== undefined && <p>{about}</p>}
          <dl className="facts small">
            {factsOf(event).map(([name, value]) => (
              <div key={name} className="event-fact">
                <dt>{name}</dt>
                <dd className="wrap-anywhere numbers">{value}</dd>
              </div>
            ))}
          </dl>
          <p className="small soft">What was sent is never kept, nor shown here.</p>
          <div className="row">
            {event.address !== null && (
              <PageLink
                to="/admin/security-events"
                search={{ address: event.address }}
                className="btn btn-secondary btn-small"
                onClick={onClose}
              >
                All from this address
              </PageLink>
            )}
            {event.accountId !== null && (
              <PageLink
                to="/admin/security-events"
                search={{ account: event.accountId }}
                className="btn btn-secondary btn-small"
                onClick={onClose}
              >
                All of this account
              </PageLink>
            )}
          </div>
        </div>
      )}
    </Dialog>
  );
};

const factsOf = (event: SecurityEvent): readonly (readonly [string, ReactNode])[] => {
  const known: readonly (readonly [string, ReactNode])[] = [
    ["Name", <code key="name">{event.name}</code>],
    ["Outcome", outcomeWords(event.outcome).label],
    ["Severity", event.severity],
    ["Time", dateWords(event.at)],
    ["Address", event.address],
    ["Account", event.accountId === null ? null : <Account key="account" id={event.accountId} />],
    ["Done by", event.actorId === null ? null : <Account key="actor" id={event.actorId} />],
    ["Route", event.route],
    ["Request", event.requestId],
  ];
  const details = Object.entries(event.details).map(
    ([key, value]) => [detailName(key), detailValue(value)] as const,
  );
  return [...known.filter(([, value]) => value !== null), ...details];
};

const Account = ({ id }: { readonly id: string }) => {
  const { may } = usePermissions();
  const isKnown = !id.startsWith("erased-");
  return isKnown && may("users:read") ? <PageLink to={`/admin/users/${id}`}>{id}</PageLink> : id;
};
