import { list, type Static, strictObject, Type } from "#policy";

const Count = Type.Integer({ minimum: 0 });
const Instant = Type.Integer({ minimum: 0, description: "Milliseconds since the epoch" });
const nothing = Type.Null();

/** A full backup. */
export const BackupSchema = strictObject({
  name: Type.String(),
  /** The instant whose state it has. */
  at: Instant,
  bytes: Count,
});

/** What the last restore into a scratch directory had found. */
export const ProofSchema = strictObject({
  at: Instant,
  restoredTo: Instant,
  rows: Count,
  tables: Count,
  bytes: Count,
  restoreMs: Count,
  checkMs: Count,
  /** How long a commit took to be in the backup; null where the proof made none. */
  lagMs: Type.Union([Count, nothing]),
});

/** GET /api/v1/admin/backups */
export const BackupsReply = strictObject({
  /** Whether this instance makes backups of its own. */
  isOn: Type.Boolean(),
  place: Type.String(),
  isFollowing: Type.Boolean(),
  /** Whether rows are dumped once a day instead: a PostgreSQL server elsewhere. */
  isDumped: Type.Boolean(),
  lagMs: Count,
  bytes: Count,
  proof: Type.Union([ProofSchema, nothing]),
  work: Type.Union([
    strictObject({
      what: Type.Union([Type.Literal("full backup"), Type.Literal("restore drill")]),
      since: Instant,
      share: Type.Number({ minimum: 0, maximum: 1 }),
    }),
    nothing,
  ]),
  fault: Type.Union([strictObject({ at: Instant, message: Type.String() }), nothing]),
  /** The second place; null where none is named. */
  copy: Type.Union([
    strictObject({
      place: Type.String(),
      waiting: Count,
      fault: Type.Union([Type.String(), nothing]),
    }),
    nothing,
  ]),
  /** Newest first. */
  backups: list(BackupSchema),
});

/** See {@link BackupsReply}. */
export type BackupsView = Static<typeof BackupsReply>;

/** The job that was enqueued. */
export const StartedReply = strictObject({
  id: Type.String(),
  /** False where the same waits or runs already. */
  isNew: Type.Boolean(),
});
