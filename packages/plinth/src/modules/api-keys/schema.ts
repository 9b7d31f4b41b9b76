import { idText, list, oneOf, strictObject, Type } from "#policy";

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

/** A name for people; no control characters, so that lists and logs stay lines. */
const KeyName = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: "^[^\\u0000-\\u001f\\u007f]+$",
});
const Scope = Type.String({ pattern: "^(\\*|[a-z-]+:(\\*|[a-z-]+))$", maxLength: 100 });
const PublicKey = Type.String({
  minLength: 44,
  maxLength: 44,
  description: "32 bytes of an Ed25519 public key as base64",
});
const Algorithm = oneOf(["hmac-sha256", "ed25519"]);

/** POST /api/v1/auth/keys */
export const CreateBody = strictObject({
  name: KeyName,
  scopes: list(Scope, { min: 1, max: 20, unique: true }),
  expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 365 })),
  limit: Type.Optional(Type.String({ minLength: 3, maxLength: 100 })),
  signing: Type.Optional(Algorithm),
  publicKey: Type.Optional(PublicKey),
});

/** POST /api/v1/auth/keys/:id/rotate */
export const RotateBody = strictObject({
  overlapHours: Type.Optional(Type.Integer({ minimum: 0, maximum: 168 })),
  publicKey: Type.Optional(PublicKey),
});

/** PATCH /api/v1/auth/keys/:id */
export const RenameBody = strictObject({ name: KeyName });

/** Path of one key. */
export const KeyParams = strictObject({ id: idText() });

/** A key as its owner sees it; its text is nowhere. */
export const KeySchema = strictObject({
  id: idText(),
  name: Type.String(),
  prefix: Type.String({ description: "how the key begins; also the keyid of its signatures" }),
  scopes: list(Type.String()),
  limit: nullable(Type.String()),
  signing: nullable(Algorithm),
  createdAt: Type.String(),
  lastUsedAt: nullable(Type.String()),
  expiresAt: Type.String(),
  replacedBy: nullable(idText()),
});

/** GET /api/v1/auth/keys */
export const KeysReply = strictObject({
  keys: list(KeySchema, { max: 200 }),
  /** Scopes that the caller may give a key. */
  scopes: list(Type.String(), { max: 1_000 }),
});

/** The only answer that ever holds a key. */
export const CreatedReply = strictObject({
  key: Type.String(),
  signingSecret: nullable(Type.String()),
  details: KeySchema,
});
