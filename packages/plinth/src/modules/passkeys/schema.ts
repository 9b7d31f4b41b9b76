import { RaisedProperties } from "#modules/mfa";
import { idText, list, oneOf, strictObject, Type } from "#policy";

/** Bytes as browsers put them into JSON: base64url without padding, at most `max` characters. */
const bytesText = (max: number) =>
  Type.String({ minLength: 1, maxLength: max, pattern: "^[A-Za-z0-9_-]+$" });

/** A credential id has 1,023 bytes at most (WebAuthn level 3 section 4). */
const CredentialId = bytesText(1_364);
const ClientData = bytesText(4_096);
const AuthenticatorData = bytesText(8_192);

/** What browsers add for extensions; nobody asked for any, and nothing of it is read. */
const Extensions = Type.Optional(Type.Object({}, { additionalProperties: true }));

const Attachment = Type.Optional(Type.Union([oneOf(["platform", "cross-platform"]), Type.Null()]));

const Transports = list(Type.String({ pattern: "^[a-z0-9-]{1,32}$", maxLength: 32 }), { max: 10 });

/** RegistrationResponseJSON (WebAuthn level 3 section 5.1.8). */
const AttestationJson = strictObject({
  id: CredentialId,
  rawId: CredentialId,
  type: oneOf(["public-key"]),
  response: strictObject({
    clientDataJSON: ClientData,
    attestationObject: bytesText(16_384),
    transports: Type.Optional(Transports),
    authenticatorData: Type.Optional(AuthenticatorData),
    publicKey: Type.Optional(Type.Union([bytesText(4_096), Type.Null()])),
    publicKeyAlgorithm: Type.Optional(Type.Integer({ minimum: -65_535, maximum: 65_535 })),
  }),
  authenticatorAttachment: Attachment,
  clientExtensionResults: Extensions,
});

/** AuthenticationResponseJSON (WebAuthn level 3 section 5.1.8). */
const AssertionJson = strictObject({
  id: CredentialId,
  rawId: CredentialId,
  type: oneOf(["public-key"]),
  response: strictObject({
    clientDataJSON: ClientData,
    authenticatorData: AuthenticatorData,
    signature: bytesText(2_048),
    userHandle: Type.Optional(Type.Union([bytesText(86), Type.Null()])),
  }),
  authenticatorAttachment: Attachment,
  clientExtensionResults: Extensions,
});

/** A name that its owner gives to a passkey. */
const PasskeyName = Type.String({
  minLength: 1,
  maxLength: 60,
  pattern: "^[^\\u0000-\\u001f\\u007f]*$",
});

const Descriptor = strictObject({
  id: Type.String(),
  type: oneOf(["public-key"]),
  transports: list(Type.String()),
});

const Passkey = strictObject({
  id: idText(),
  name: Type.String(),
  synced: Type.Boolean(),
  createdAt: Type.String(),
  lastUsedAt: Type.Union([Type.String(), Type.Null()]),
});

/** POST /api/v1/auth/passkeys/register/begin */
export const CreationReply = strictObject({
  options: strictObject({
    challenge: Type.String(),
    rp: strictObject({ id: Type.String(), name: Type.String() }),
    user: strictObject({ id: Type.String(), name: Type.String(), displayName: Type.String() }),
    pubKeyCredParams: list(strictObject({ type: oneOf(["public-key"]), alg: Type.Integer() })),
    timeout: Type.Integer(),
    attestation: oneOf(["none"]),
    excludeCredentials: list(Descriptor),
    authenticatorSelection: strictObject({
      residentKey: oneOf(["required"]),
      requireResidentKey: Type.Boolean(),
      userVerification: oneOf(["required"]),
    }),
  }),
});

/** POST /api/v1/auth/passkeys/register/finish */
export const RegisterBody = strictObject({
  response: AttestationJson,
  name: Type.Optional(PasskeyName),
});

/** The new passkey, and the session that carries on under a new id. */
export const RegisteredReply = strictObject({ passkey: Passkey, ...RaisedProperties });

/** GET /api/v1/auth/passkeys */
export const PasskeysReply = strictObject({ available: Type.Boolean(), passkeys: list(Passkey) });

/** PATCH /api/v1/auth/passkeys/:id */
export const RenameBody = strictObject({ name: PasskeyName });

/** One passkey. */
export const PasskeyReply = strictObject({ passkey: Passkey });

/** DELETE /api/v1/auth/passkeys/:id, and a step-up: the session carries on under a new id. */
export const RaisedReply = strictObject(RaisedProperties);

/** Options for `navigator.credentials.get`. */
export const RequestReply = strictObject({
  options: strictObject({
    challenge: Type.String(),
    rpId: Type.String(),
    timeout: Type.Integer(),
    userVerification: oneOf(["required"]),
    allowCredentials: list(Descriptor),
  }),
});

/** POST /api/v1/auth/passkeys/signin/finish and step-up/finish */
export const AssertionBody = strictObject({ response: AssertionJson });

/** Path of one passkey. */
export const IdParams = strictObject({ id: idText() });
