import { sha256Text } from "#crypto";
import type { CheckpointRow, HeadRow, LogRow } from "../contract.ts";

/** Version of the form that is hashed; another form would be another number. */
const VERSION = 1;

/** What the first entry follows, and the first checkpoint. */
export const GENESIS = sha256Text("plinth audit log 1");

/**
 * The hash of an entry that follows another: every member is in it, its place and the hash before,
 * so that nothing can be changed, moved, put in or taken out without the next hash telling.
 */
export const hashOf = (previous: string, row: Omit<LogRow, "hash">): string =>
  sha256Text(
    `${previous}\n${JSON.stringify([
      VERSION,
      row.seq,
      row.noted_at,
      row.id,
      row.at,
      row.action,
      row.outcome,
      row.actor,
      row.via,
      row.target,
      row.route,
      row.status,
      row.request_id,
      row.trace_id,
      row.origin,
      row.details,
    ])}`,
  );

/** What the signature of a checkpoint covers; it also names the checkpoint. */
export const checkpointDigest = (row: Omit<CheckpointRow, "signature">): string =>
  sha256Text(
    JSON.stringify([
      "plinth audit checkpoint",
      VERSION,
      row.number,
      row.kind,
      row.seq,
      row.hash,
      row.at,
      row.previous,
      row.public_key,
    ]),
  );

/** What the signature of the head covers. */
export const headText = (row: Omit<HeadRow, "signature" | "turn" | "id">): string =>
  JSON.stringify([
    "plinth audit head",
    VERSION,
    row.seq,
    row.hash,
    row.noted_at,
    row.checkpoint,
    row.checkpoint_digest,
    row.checkpoint_seq,
    row.checkpoint_at,
    row.public_key,
  ]);
