export { type Certificate, type CertificateSource, requireCertificate } from "./certificates.ts";
export { publicKeyText, secretKeyOf, sha256Text } from "./digests.ts";
export {
  createJwt,
  type Jwt,
  type JwtClaims,
  type JwtOptions,
  type JwtSubject,
  type JwtVerdict,
} from "./jwt/jwt.ts";
export {
  exportJwtKey,
  generateJwtKey,
  importJwtKey,
  type PublicAlgorithm,
  type PublicJwk,
  publicJwkOf,
} from "./jwt/keys.ts";
export { JWT_ALGORITHMS, type JwtAlgorithm, type JwtKey } from "./jwt/signatures.ts";
export {
  digestOf,
  isSignatureOf,
  publicPemOf,
  readEd25519Pem,
  readEd25519PublicKey,
  readSigningSecret,
  type SignatureAlgorithm,
  type SignatureKey,
  type SignaturePair,
  signaturePairOf,
  signText,
} from "./message-signatures.ts";
export {
  createPasswordHasher,
  type HashKind,
  type PasswordHasher,
  type PasswordHasherOptions,
  type PasswordScheme,
} from "./passwords/hasher.ts";
export { type RecognisedHash, recognisePasswordHash } from "./passwords/registry.ts";
export type { StoredPassword } from "./passwords/scheme.ts";
export {
  encryptPush,
  type PushRecipient,
  readPushRecipient,
} from "./push/encryption.ts";
export {
  type ApplicationKey,
  generateApplicationKey,
  readApplicationKey,
} from "./push/vapid.ts";
export { createSecureRandom } from "./random.ts";
export { createSealer, type Sealer } from "./sealing/aead.ts";
export {
  openStatement,
  STATEMENT_PURPOSE,
  type Statement,
  StatementError,
  sealStatement,
} from "./sealing/envelopes.ts";
export { openFrames, SealedFramesError, sealFrames } from "./sealing/frames.ts";
export { createKeyring, type Keyring, keyIdOf } from "./sealing/keyring.ts";
export { type FormerDigests, type Resealed, resealRows, type SealedRow } from "./sealing/reseal.ts";
export { constantTimeEqual, createOpaqueToken, hashToken } from "./tokens.ts";
export {
  createTotpSecret,
  matchTotp,
  parseTotpSecret,
  totpCode,
  totpSecretText,
  totpStepAt,
  totpUri,
} from "./totp.ts";
