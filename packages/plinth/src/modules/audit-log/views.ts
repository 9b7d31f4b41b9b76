import { type AuditTrail, type LogRow, type OpenedKey, refOfSealed } from "#services/audit-log";

/** Who acted, or what was acted on. "erased": an account whose key is destroyed. */
export interface PartyView {
  readonly kind: "account" | "erased" | "thing";
  readonly id: string;
}

/** An entry as administrators see it. */
export interface EntryView {
  readonly seq: number;
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly notedAt: string;
  readonly action: string;
  readonly outcome: LogRow["outcome"];
  readonly actor: PartyView | null;
  readonly via: string | null;
  readonly target: PartyView | null;
  readonly route: string | null;
  readonly status: number | null;
  readonly requestId: string | null;
  readonly traceId: string | null;
  readonly address: string | null;
  readonly agent: string | null;
  readonly details: Readonly<Record<string, string | number | boolean>>;
  readonly hash: string;
}

const PSEUDONYM = /^p-[0-9a-f]{32}$/;
const iso = (instant: number): string => new Date(instant).toISOString();

type Keys = ReadonlyMap<string, OpenedKey>;

const partyOf = (id: string | null, keys: Keys): PartyView | null => {
  if (id === null) return null;
  if (!PSEUDONYM.test(id)) return { kind: "thing", id };
  const subject = keys.get(id)?.subject;
  return subject === undefined ? { kind: "erased", id } : { kind: "account", id: subject };
};

const openedOf = (sealed: string | null, entryId: string, keys: Keys): Record<string, unknown> => {
  const value = sealed === null ? undefined : keys.get(refOfSealed(sealed))?.open(sealed, entryId);
  return typeof value === "object" && value !== null ? { ...value } : {};
};

const textOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);

const plain = (value: Record<string, unknown>): EntryView["details"] =>
  Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) =>
      typeof one === "string" || typeof one === "number" || typeof one === "boolean"
        ? [[key, one]]
        : [],
    ),
  );

const viewOf = (row: LogRow, keys: Keys): EntryView => {
  const origin = openedOf(row.origin, `${row.id}:o`, keys);
  return {
    seq: row.seq,
    id: row.id,
    at: iso(row.at),
    notedAt: iso(row.noted_at),
    action: row.action,
    outcome: row.outcome,
    actor: partyOf(row.actor, keys),
    via: row.via,
    target: partyOf(row.target, keys),
    route: row.route,
    status: row.status,
    requestId: row.request_id,
    traceId: row.trace_id,
    address: textOrNull(origin["address"]),
    agent: textOrNull(origin["agent"]),
    details: plain(openedOf(row.details, `${row.id}:d`, keys)),
    hash: row.hash,
  };
};

/** Entries with accounts in the place of pseudonyms, as far as their keys are there. */
export const viewsOf = async (
  rows: readonly LogRow[],
  keys: AuditTrail["keys"],
): Promise<readonly EntryView[]> => {
  const refs = rows.flatMap(({ actor, target, origin, details }) => [
    ...[actor, target].filter((one) => one !== null && PSEUDONYM.test(one)),
    ...[origin, details].map((sealed) => (sealed === null ? null : refOfSealed(sealed))),
  ]);
  const opened = await keys.open(refs.filter((ref) => ref !== null));
  return rows.map((row) => viewOf(row, opened));
};
