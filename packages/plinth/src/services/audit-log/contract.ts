/**
 * What became of an action. "refused": the caller's fault; "failed": ours; "repeated": a request that
 * was sent again got the answer of the first; "interrupted": the process ended in the middle.
 */
export type AuditOutcome = "success" | "refused" | "failed" | "repeated" | "interrupted";

/** All of them, for schemas. */
export const AUDIT_OUTCOMES: readonly AuditOutcome[] = [
  "success",
  "refused",
  "failed",
  "repeated",
  "interrupted",
];

/** What an entry says, as it is stored; times in milliseconds since the epoch. */
export interface EntryFields {
  /** UUIDv7; the same from the intake to the chain. */
  readonly id: string;
  /** When the action began. */
  readonly at: number;
  /** Dotted name, such as "plan.created". */
  readonly action: string;
  /** Pseudonym of the account that acted, or who else did, such as "control socket"; null: nobody known. */
  readonly actor: string | null;
  /** How the actor was known: "cookie", "bearer", the public part of an API key, "system". */
  readonly via: string | null;
  /** What it was done to: the pseudonym of an account, or the id of a thing. */
  readonly target: string | null;
  /** Method and path of the route, with its parameters unfilled. */
  readonly route: string | null;
  /** Status of the answer. */
  readonly status: number | null;
  readonly request_id: string | null;
  readonly trace_id: string | null;
  /** Address and browser, sealed with the key of the actor: "reference.sealed". */
  readonly origin: string | null;
  /** Further details, sealed with the key of the account that they tell of. */
  readonly details: string | null;
}

/** The columns of an entry, in both tables. */
export const ENTRY_COLUMNS = [
  "id",
  "at",
  "action",
  "actor",
  "via",
  "target",
  "route",
  "status",
  "request_id",
  "trace_id",
  "origin",
  "details",
] as const satisfies readonly (keyof EntryFields)[];

/** An entry on its way into the chain; without an outcome the action is still under way. */
export interface IntakeRow extends EntryFields {
  readonly outcome: AuditOutcome | null;
}

/** An entry of the chain. */
export interface LogRow extends EntryFields {
  /** Place in the chain, from 1 without gaps. */
  readonly seq: number;
  /** When it was put into the chain; never before that of the entry before. */
  readonly noted_at: number;
  readonly outcome: AuditOutcome;
  /** SHA-256 over the hash before and this entry, as base64url. */
  readonly hash: string;
}

/** A signed statement about the chain up to an entry. */
export interface CheckpointRow {
  /** From 1 without gaps. */
  readonly number: number;
  /** "cut": what stands up to `seq` was removed because its time was over. */
  readonly kind: "checkpoint" | "cut";
  readonly seq: number;
  /** Hash of the entry at `seq`. */
  readonly hash: string;
  readonly at: number;
  /** Digest of the checkpoint before. */
  readonly previous: string;
  /** Ed25519, the raw key as base64url. */
  readonly public_key: string;
  readonly signature: string;
}

/** Where the chain ends; signed anew with every batch of entries. */
export interface HeadRow {
  /** There is one row, and this is 1. */
  readonly id: number;
  readonly seq: number;
  readonly hash: string;
  readonly noted_at: number;
  /** The newest checkpoint and its digest. */
  readonly checkpoint: number;
  readonly checkpoint_digest: string;
  readonly checkpoint_seq: number;
  readonly checkpoint_at: number;
  readonly public_key: string;
  readonly signature: string;
  /** Counts the writers: taking a turn locks the row. */
  readonly turn: number;
}

/** The key under which the personal part of entries of one subject is sealed. */
export interface KeyRow {
  /** The pseudonym. */
  readonly ref: string;
  /** Account id, or "visitors-2026-11" for those whom nobody knows. */
  readonly subject_id: string;
  readonly sealed_key: string;
  readonly created_at: number;
}

/** The tables of the audit trail. */
export interface AuditTables {
  readonly audit_intake: IntakeRow;
  readonly audit_log: LogRow;
  readonly audit_checkpoints: CheckpointRow;
  readonly audit_head: HeadRow;
  readonly audit_keys: KeyRow;
}
