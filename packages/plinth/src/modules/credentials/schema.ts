import { AcceptedReply, EmailText, TokenText } from "#modules/accounts";
import { RaisedProperties, SecondFactorReply } from "#modules/mfa";
import { SignInReply } from "#modules/sessions";
import { list, oneOf, strictObject, Type } from "#policy";

/** A password as it comes in; what it must be is the policy's matter, with all rules named. */
const PasswordText = Type.String({ minLength: 1, maxLength: 1_000 });

const NameText = Type.String({ maxLength: 100, pattern: "^[^\\u0000-\\u001f\\u007f]*$" });

/** POST /api/v1/auth/signup */
export const SignUpBody = strictObject({
  email: EmailText,
  password: PasswordText,
  name: Type.Optional(NameText),
});

/** The same for new and known addresses. */
export const SignUpReply = strictObject({
  status: oneOf(["created"]),
  message: Type.String(),
  user: strictObject({ email: Type.String(), name: Type.String() }),
});

/** POST /api/v1/auth/signin */
export const SignInBody = strictObject({ email: EmailText, password: PasswordText });

/** POST /api/v1/auth/step-up */
export const StepUpBody = strictObject({
  method: oneOf(["password", "totp", "recovery"]),
  secret: PasswordText,
});

/** The session carries on under a new id: a new cookie, and for programs a new access token. */
export const StepUpReply = strictObject(RaisedProperties);

/** POST /api/v1/auth/password/change */
export const ChangeBody = strictObject({
  currentPassword: PasswordText,
  newPassword: PasswordText,
});

/** POST /api/v1/auth/password/forgot */
export const ForgotBody = strictObject({ email: EmailText });

/** POST /api/v1/auth/unlock */
export const UnlockBody = strictObject({ token: TokenText });

/** POST /api/v1/auth/password/reset */
export const ResetBody = strictObject({ token: TokenText, password: PasswordText });

/** GET /api/v1/auth/password/policy */
export const PolicyReply = strictObject({
  minLength: Type.Integer(),
  rules: list(strictObject({ id: Type.String(), label: Type.String() })),
});

/** POST /api/v1/auth/password/check; empty while somebody types. */
export const CheckBody = strictObject({
  password: Type.String({ maxLength: 1_000 }),
  email: Type.Optional(Type.String({ maxLength: 320 })),
  name: Type.Optional(Type.String({ maxLength: 100 })),
});

/** What the meter shows. */
export const CheckReply = strictObject({
  ok: Type.Boolean(),
  failed: list(Type.String()),
  score: Type.Integer({ minimum: 0, maximum: 4 }),
  reasons: list(Type.String()),
  suggestions: list(Type.String()),
});

export { AcceptedReply, SecondFactorReply, SignInReply };
