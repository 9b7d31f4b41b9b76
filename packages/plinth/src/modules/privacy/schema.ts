import { idText, list, oneOf, strictObject, Type } from "#policy";

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** Path of one export. */
export const ExportParams = strictObject({ id: idText() });

/** An export as people see it. */
export const ExportReply = strictObject({
  id: idText(),
  state: oneOf(["waiting", "ready", "fetched", "expired", "failed"]),
  createdAt: Type.String(),
  expiresAt: nullable(Type.String()),
  bytes: nullable(Type.Integer()),
});

/** GET /api/v1/privacy/exports */
export const ExportsReply = strictObject({ exports: list(ExportReply) });

/** POST /api/v1/privacy/exports/:id/ticket */
export const TicketReply = strictObject({
  /** Where the archive is fetched, once within five minutes; a path of this application. */
  url: Type.String(),
});

/** GET /api/v1/privacy/exports/:id/archive */
export const ArchiveQuery = strictObject({
  ticket: Type.Optional(Type.String({ pattern: "^[A-Za-z0-9_-]{43}$" })),
});

/** The bytes of an archive. */
export const ArchiveBytes = Type.Unsafe<Uint8Array>({
  type: "string",
  contentMediaType: "application/zip",
});

/** DELETE /api/v1/privacy/account */
export const EraseBody = strictObject({
  /** The account's address, typed again. */
  confirm: Type.String({ minLength: 3, maxLength: 320 }),
});

/** POST /api/v1/admin/privacy/erasures */
export const EraseOtherBody = strictObject({
  accountId: idText(),
  confirm: Type.String({ minLength: 3, maxLength: 320 }),
});

/** What became of an erasure; what is pending is gone on with by itself. */
export const ErasedReply = strictObject({ state: oneOf(["done", "pending"]) });

/** GET /api/v1/admin/privacy/overview */
export const OverviewReply = strictObject({
  exports: list(strictObject({ ...ExportReply.properties, accountId: idText() })),
  erasures: list(
    strictObject({
      id: idText(),
      at: Type.String(),
      doneAt: nullable(Type.String()),
      origin: oneOf(["owner", "administrator", "ledger"]),
    }),
  ),
  due: list(
    strictObject({
      table: Type.String(),
      retention: Type.String(),
      days: Type.Integer(),
      rows: Type.Integer(),
    }),
  ),
});

/** GET /api/v1/admin/privacy/records */
export const RecordsReply = strictObject({
  records: list(
    strictObject({
      purpose: Type.String(),
      basis: Type.String(),
      tables: list(Type.String()),
      data: list(Type.String(), { max: 2_000 }),
      isSensitive: Type.Boolean(),
      retention: list(Type.String()),
    }),
  ),
});
