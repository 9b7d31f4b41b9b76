import { idText, list, oneOf, shortText, strictObject, Type } from "#policy";
import { AUDIT_OUTCOMES } from "#services/audit-log";

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);
const Count = Type.Integer({ minimum: 0 });
const Outcome = oneOf([...AUDIT_OUTCOMES]);
const NullText = nullable(Type.String());

const filters = {
  /** Id of an account, its pseudonym, or who else acted, such as "system". */
  actor: Type.Optional(shortText({ max: 100 })),
  /** Id of an account, its pseudonym, or the id of a thing. */
  target: Type.Optional(shortText({ max: 100 })),
  action: Type.Optional(Type.String({ pattern: "^[a-z][a-z0-9.-]*$", maxLength: 100 })),
  outcome: Type.Optional(Outcome),
  request: Type.Optional(idText()),
  from: Type.Optional(shortText({ max: 35 })),
  to: Type.Optional(shortText({ max: 35 })),
};

/** GET /api/v1/admin/audit-log */
export const EntriesQuery = strictObject({
  ...filters,
  /** The `next` of the page before. */
  before: Type.Optional(Type.String({ pattern: "^[0-9]{1,15}-[0-9]{1,15}$", maxLength: 31 })),
});

/** GET /api/v1/admin/audit-log/export */
export const ExportQuery = strictObject({
  ...filters,
  format: Type.Optional(oneOf(["csv", "json"])),
});

const Party = nullable(
  strictObject({ kind: oneOf(["account", "erased", "thing"]), id: Type.String() }),
);

/** One entry; GET /api/v1/admin/audit-log/:seq */
export const EntryReply = strictObject({
  seq: Count,
  id: idText(),
  at: Type.String({ description: "ISO 8601: when the action began" }),
  notedAt: Type.String({ description: "ISO 8601: when it was put into the chain" }),
  action: Type.String(),
  outcome: Outcome,
  actor: Party,
  via: NullText,
  target: Party,
  route: NullText,
  status: nullable(Type.Integer()),
  requestId: NullText,
  traceId: NullText,
  address: NullText,
  agent: NullText,
  details: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
  hash: Type.String({ description: "SHA-256 over the hash before and this entry, base64url" }),
});

/** One page of entries, newest first; it may be short although another follows. */
export const EntriesReply = strictObject({
  entries: list(EntryReply),
  next: nullable(Type.String()),
});

/** Path of one entry. */
export const EntryParams = strictObject({
  seq: Type.String({ pattern: "^[1-9][0-9]{0,14}$", maxLength: 15 }),
});

/** GET /api/v1/admin/audit-log/chain */
export const ChainReply = strictObject({
  entries: Count,
  publicKey: Type.String({ description: "Ed25519, raw, base64url" }),
  isPutBack: Type.Boolean(),
  verified: nullable(
    strictObject({
      at: Type.String(),
      isWhole: Type.Boolean(),
      entries: Count,
      faults: list(Type.String()),
    }),
  ),
});
