import { TokenText } from "#modules/accounts";
import { idText, list, oneOf, strictObject, Type } from "#policy";
import { METHODS } from "./codes/typed-codes.ts";

/** A code as it comes in, blanks and hyphens included; its form is judged with the method. */
export const CodeText = Type.String({ minLength: 1, maxLength: 64 });

/** What a second factor is proven with. */
export const MethodText = oneOf(METHODS);

/** A name that its owner gives to a factor. */
const FactorName = Type.String({
  minLength: 1,
  maxLength: 60,
  pattern: "^[^\\u0000-\\u001f\\u007f]*$",
});

/** 202 of every sign-in whose account has a second factor; POST /api/v1/auth/mfa/verify goes on. */
export const SecondFactorReply = strictObject({
  status: oneOf(["second-factor-required"]),
  challenge: Type.String(),
  methods: list(MethodText),
  expiresInSeconds: Type.Integer(),
});

/** POST /api/v1/auth/mfa/verify */
export const VerifyBody = strictObject({
  challenge: TokenText,
  method: MethodText,
  code: CodeText,
  remember: Type.Optional(Type.Boolean()),
});

/** GET /api/v1/auth/mfa */
export const OverviewReply = strictObject({
  enabled: Type.Boolean(),
  required: Type.Boolean(),
  assurance: Type.Integer({ minimum: 1, maximum: 2 }),
  factors: list(
    strictObject({
      id: idText(),
      kind: oneOf(["totp"]),
      name: Type.String(),
      createdAt: Type.String(),
      lastUsedAt: Type.Union([Type.String(), Type.Null()]),
    }),
  ),
  recoveryCodesLeft: Type.Integer({ minimum: 0 }),
  rememberedDevices: list(
    strictObject({
      id: idText(),
      agent: Type.String(),
      createdAt: Type.String(),
      lastUsedAt: Type.String(),
      expiresAt: Type.String(),
    }),
  ),
});

/** POST /api/v1/auth/mfa/totp/begin */
export const BeginBody = strictObject({ name: Type.Optional(FactorName) });

/** What the authenticator app needs; shown once. */
export const BeginReply = strictObject({
  id: idText(),
  secret: Type.String(),
  uri: Type.String(),
  expiresInSeconds: Type.Integer(),
});

/** POST /api/v1/auth/mfa/totp/confirm */
export const ConfirmBody = strictObject({ id: idText(), code: CodeText });

/** The session carries on under a new id: a new cookie, and for programs a new access token. */
export const RaisedProperties = {
  accessToken: Type.String(),
  expiresIn: Type.Integer({ minimum: 1 }),
};

const RecoveryCodes = list(Type.String());

/** The factor that counts from now on; recovery codes where there were none. */
export const ConfirmReply = strictObject({
  factor: strictObject({ id: idText(), name: Type.String() }),
  recoveryCodes: RecoveryCodes,
  ...RaisedProperties,
});

/** POST /api/v1/auth/mfa/recovery-codes */
export const CodesReply = strictObject({ recoveryCodes: RecoveryCodes, ...RaisedProperties });

/** DELETE /api/v1/auth/mfa/totp/:id */
export const RemovedReply = strictObject(RaisedProperties);

/** Path of one factor, device or account. */
export const IdParams = strictObject({ id: idText() });
