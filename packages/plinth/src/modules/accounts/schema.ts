import { idText, list, oneOf, shortText, strictObject, Type } from "#policy";

/** Text that is checked as an address later; long enough for any, short enough for all. */
export const EmailText = Type.String({ minLength: 3, maxLength: 320 });

/** A token of a link: 256 bits as base64url. */
export const TokenText = Type.String({ minLength: 1, maxLength: 128 });

/** An account as its owner sees it. */
export const UserSchema = strictObject({
  id: idText(),
  email: Type.String(),
  name: Type.String(),
  role: Type.String(),
  tier: Type.String(),
  emailVerified: Type.Boolean(),
  /** What mails are written in; null = English, until somebody chooses. */
  language: Type.Union([Type.String(), Type.Null()]),
  createdAt: Type.String(),
});

/** GET /api/v1/auth/me */
export const MeReply = strictObject({
  user: UserSchema,
  /** What the role in force allows, such as "users:read" or "plans:*"; pages show links by it. */
  permissions: list(Type.String()),
});

/** PATCH /api/v1/auth/me: what people correct of themselves at once. */
export const correctBody = (languages: readonly string[]) =>
  Type.Partial(
    strictObject({
      name: shortText({ max: 100 }),
      /** What mails and files are written in. */
      language: oneOf(languages),
    }),
    { minProperties: 1, additionalProperties: false },
  );

/** The account as it is now. */
export const CorrectReply = strictObject({ user: UserSchema });

/** POST /api/v1/auth/email/verify */
export const VerifyBody = strictObject({ token: TokenText });

/** POST /api/v1/auth/email/change */
export const EmailBody = strictObject({ email: EmailText });

/** The answer to a confirmed address. */
export const VerifyReply = strictObject({ status: oneOf(["verified"]) });

/** The answer to what goes on behind the scenes. */
export const AcceptedReply = strictObject({
  status: oneOf(["accepted"]),
  message: Type.String(),
});

/** GET /api/v1/dev/mailbox */
export const MailboxReply = strictObject({
  mails: list(
    strictObject({
      id: Type.String(),
      to: Type.String(),
      /** Where answers go, where it is not the sender. */
      replyTo: Type.Optional(Type.String()),
      subject: Type.String(),
      text: Type.String(),
      sentAt: Type.String(),
    }),
  ),
});
