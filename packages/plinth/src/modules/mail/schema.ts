import { list, oneOf, type Static, strictObject, Type } from "#policy";

const Count = Type.Integer({ minimum: 0 });

/** GET /api/v1/admin/mail/summary */
export const SummaryReply = strictObject({
  /** Where mail goes: a mail server, or the mailbox of development. */
  transport: oneOf(["smtp", "mailbox"]),
  queue: strictObject({ waiting: Count, running: Count, failed: Count }),
  /** Counts go back so many days. */
  days: Count,
  kinds: list(
    strictObject({
      name: Type.String(),
      sent: Count,
      failed: Count,
      suppressed: Count,
      limited: Count,
      expired: Count,
    }),
    { max: 1_000 },
  ),
  suppressed: Count,
  /** Whether bounces are taken: MAIL_BOUNCE_SECRET is set. */
  takesBounces: Type.Boolean(),
});

/** A keyed hash of an address. */
const SuppressionId = Type.String({ pattern: "^[A-Za-z0-9_-]{43}$" });

const SuppressionSchema = strictObject({
  id: SuppressionId,
  domain: Type.String(),
  reason: oneOf(["refused", "bounced", "complained"]),
  detail: Type.Union([Type.String(), Type.Null()]),
  at: Type.String(),
});

/** Query of GET /api/v1/admin/mail/suppressions */
export const ListQuery = strictObject({ before: Type.Optional(SuppressionId) });

/** GET /api/v1/admin/mail/suppressions */
export const ListReply = strictObject({
  suppressions: list(SuppressionSchema),
  /** What `before` is to be for the next page; null at the end. */
  next: Type.Union([SuppressionId, Type.Null()]),
});

const Address = Type.String({ minLength: 3, maxLength: 320 });

/** Body of POST /api/v1/admin/mail/suppressions/find */
export const FindBody = strictObject({ address: Address });

/** POST /api/v1/admin/mail/suppressions/find; null where the address gets mail. */
export const FindReply = strictObject({
  suppression: Type.Union([SuppressionSchema, Type.Null()]),
});

/** Path of one suppression. */
export const SuppressionParams = strictObject({ id: SuppressionId });

/** Body of POST /api/v1/mail/bounces */
export const BouncesBody = strictObject({
  events: list(
    strictObject({
      address: Address,
      type: oneOf(["bounce", "complaint"]),
      /** Whether no mail will ever arrive; a full mailbox is no such case. Default true. */
      permanent: Type.Optional(Type.Boolean()),
      /** What the mail server said. */
      detail: Type.Optional(Type.String({ maxLength: 1_000 })),
    }),
    { max: 100 },
  ),
});

/** POST /api/v1/mail/bounces */
export const BouncesReply = strictObject({
  /** How many addresses get no mail from now on. */
  suppressed: Count,
});

/** See {@link SummaryReply}. */
export type Summary = Static<typeof SummaryReply>;
/** See {@link SuppressionSchema}. */
export type SuppressionAnswer = Static<typeof SuppressionSchema>;
/** See {@link BouncesBody}. */
export type Bounces = Static<typeof BouncesBody>;
