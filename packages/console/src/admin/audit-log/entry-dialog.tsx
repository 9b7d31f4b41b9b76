import type { ReactNode } from "react";
import { Dialog } from "../../kit/index.ts";
import { PageLink } from "../../shell/index.ts";
import { dateWords } from "../admin-words.ts";
import { usePermissions } from "../permissions.ts";
import type { AuditEntry, Party } from "./audit-api.ts";
import { actionWords, outcomeWords, partyWords, viaWords } from "./audit-words.ts";

const LINK = "btn btn-secondary btn-small";

/** One entry with all that is recorded of it. */
export const EntryDialog = (props: {
  readonly entry: AuditEntry | undefined;
  readonly onClose: () => void;
}) => {
  const { entry, onClose } = props;
  return (
    <Dialog
      title={entry === undefined ? "Entry" : actionWords(entry.action)}
      isOpen={entry !== undefined}
      onClose={onClose}
    >
      {entry !== undefined && (
        <div className="stack">
          <dl className="facts small">
            {factsOf(entry).map(([name, value]) => (
              <div key={name} className="event-fact">
                <dt>{name}</dt>
                <dd className="wrap-anywhere numbers">{value}</dd>
              </div>
            ))}
          </dl>
          <Links entry={entry} onClose={onClose} />
        </div>
      )}
    </Dialog>
  );
};

const Links = ({
  entry,
  onClose,
}: {
  readonly entry: AuditEntry;
  readonly onClose: () => void;
}) => {
  const to = "/admin/audit-log";
  const searches: readonly (readonly [string, Record<string, string>])[] = [
    ...(entry.actor === null ? [] : ([["All of this actor", { actor: entry.actor.id }]] as const)),
    ...(entry.target === null
      ? []
      : ([["All on this target", { target: entry.target.id }]] as const)),
    ...(entry.requestId === null
      ? []
      : ([["All of this request", { request: entry.requestId }]] as const)),
  ];
  return (
    <div className="row">
      {searches.map(([label, search]) => (
        <PageLink key={label} to={to} search={search} className={LINK} onClick={onClose}>
          {label}
        </PageLink>
      ))}
      {entry.traceId !== null && (
        <PageLink
          to="/operations/traces"
          search={{ trace: entry.traceId }}
          className={LINK}
          onClick={onClose}
        >
          Trace
        </PageLink>
      )}
    </div>
  );
};

const factsOf = (entry: AuditEntry): readonly (readonly [string, ReactNode])[] => {
  const known: readonly (readonly [string, ReactNode])[] = [
    ["Entry", entry.seq],
    ["Action", <code key="action">{entry.action}</code>],
    ["Outcome", outcomeWords(entry.outcome).label],
    ["Began", dateWords(entry.at)],
    ["Put into the chain", dateWords(entry.notedAt)],
    ["Who", entry.actor === null ? "nobody known" : <Who key="actor" party={entry.actor} />],
    ["Known by", viaWords(entry.via)],
    ["On what", entry.target === null ? null : <Who key="target" party={entry.target} />],
    ["Address", entry.address],
    ["Browser", entry.agent],
    ["Route", entry.route],
    ["Status", entry.status],
    ["Request", entry.requestId],
    ["Trace", entry.traceId],
    ["Hash", entry.hash],
  ];
  return [...known.filter(([, value]) => value !== null), ...detailsOf(entry)];
};

const detailsOf = ({ details }: AuditEntry): readonly (readonly [string, string])[] =>
  Object.entries(details).map(([key, value]) => [key, String(value)] as const);

const Who = ({ party }: { readonly party: Party }) => {
  const { may } = usePermissions();
  if (party.kind !== "account") return <>{partyWords(party, "")}</>;
  return may("users:read") ? (
    <PageLink to={`/admin/users/${party.id}`}>{party.id}</PageLink>
  ) : (
    party.id
  );
};
