import { UserSchema } from "#modules/accounts";
import { idText, list, oneOf, strictObject, Type } from "#policy";

/** A refresh token as clients send it. */
export const RefreshBody = strictObject({
  refreshToken: Type.String({ minLength: 1, maxLength: 128 }),
});

/** Tokens for programs; `expiresIn` in seconds. */
export const TokenPairProperties = {
  accessToken: Type.String(),
  refreshToken: Type.String(),
  expiresIn: Type.Integer({ minimum: 1 }),
};

/** What every way of signing in answers: tokens for programs, beside the cookies for browsers. */
export const SignInReply = strictObject({ ...TokenPairProperties, user: UserSchema });

/** POST /api/v1/auth/refresh */
export const RefreshReply = strictObject(TokenPairProperties);

/** GET /api/v1/auth/sessions */
export const SessionsReply = strictObject({
  sessions: list(
    strictObject({
      id: idText(),
      agent: Type.String(),
      address: Type.String(),
      createdAt: Type.String(),
      lastSeenAt: Type.String(),
      current: Type.Boolean(),
    }),
  ),
});

/** GET /api/v1/auth/session */
export const SessionStateReply = strictObject({
  state: oneOf(["live", "expired", "ended", "none"]),
});

/** Path of one session. */
export const SessionParams = strictObject({ id: idText() });
