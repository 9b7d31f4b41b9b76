import {
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  sign,
  timingSafeEqual,
  verify,
} from "node:crypto";

/** The algorithms with which requests are signed (RFC 9421 section 3.3). */
export type SignatureAlgorithm = "hmac-sha256" | "ed25519";

/** A key and what it is for; the algorithm belongs to the key, never to the message. */
export interface SignatureKey {
  readonly algorithm: SignatureAlgorithm;
  /** A secret key for hmac-sha256; for ed25519 a public one to verify, a private one to sign. */
  readonly key: KeyObject;
}

const ED25519_BYTES = 32;

/**
 * Reads a raw Ed25519 public key (RFC 8032): 32 bytes.
 * @throws {RangeError} when the bytes are no such key.
 */
export const readEd25519PublicKey = (bytes: Uint8Array): SignatureKey => {
  if (bytes.length !== ED25519_BYTES) throw new RangeError("an Ed25519 public key has 32 bytes");
  const x = Buffer.from(bytes).toString("base64url");
  return {
    algorithm: "ed25519",
    key: createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", x } }),
  };
};

/**
 * The key of a shared secret.
 * @throws {RangeError} below 32 bytes (RFC 2104 section 3).
 */
export const readSigningSecret = (bytes: Uint8Array): SignatureKey => {
  if (bytes.length < 32) throw new RangeError("a signing secret has at least 32 bytes");
  return { algorithm: "hmac-sha256", key: createSecretKey(Buffer.from(bytes)) };
};

const mac = (key: KeyObject, text: string): Buffer =>
  createHmac("sha256", key).update(text, "utf8").digest();

/** Signs a text. */
export const signText = ({ algorithm, key }: SignatureKey, text: string): Uint8Array =>
  algorithm === "hmac-sha256" ? mac(key, text) : sign(null, Buffer.from(text, "utf8"), key);

/** Whether a signature is of this text and key; in a time that does not tell how near it was. */
export const isSignatureOf = (
  { algorithm, key }: SignatureKey,
  text: string,
  signature: Uint8Array,
): boolean => {
  if (algorithm === "ed25519") return verify(null, Buffer.from(text, "utf8"), key, signature);
  const wanted = mac(key, text);
  return signature.length === wanted.length && timingSafeEqual(signature, wanted);
};

/** SHA-2 of bytes, for Content-Digest (RFC 9530). */
export const digestOf = (algorithm: "sha-256" | "sha-512", bytes: Uint8Array): Uint8Array =>
  createHash(algorithm === "sha-256" ? "sha256" : "sha512")
    .update(bytes)
    .digest();

/** RFC 8410: what stands before the 32 bytes of an Ed25519 private key in PKCS #8. */
const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");

/** Both halves of an Ed25519 key. */
export interface SignaturePair {
  readonly signing: SignatureKey;
  readonly verifying: SignatureKey;
}

/**
 * The Ed25519 pair that a 256-bit secret key is the seed of (RFC 8032): the same seed gives the same
 * pair, so that a deployment signs with a key that nobody has to keep besides its secret.
 * @throws {RangeError} when the seed has not 32 bytes.
 */
export const signaturePairOf = (seed: KeyObject): SignaturePair => {
  const bytes = seed.export();
  if (bytes.length !== ED25519_BYTES) throw new RangeError("an Ed25519 seed has 32 bytes");
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, bytes]),
    format: "der",
    type: "pkcs8",
  });
  return {
    signing: { algorithm: "ed25519", key },
    verifying: { algorithm: "ed25519", key: createPublicKey(key) },
  };
};

/** A public key as PEM, to be handed to whoever verifies. */
export const publicPemOf = ({ key }: SignatureKey): string =>
  key.export({ format: "pem", type: "spki" }).toString();

/**
 * Reads an Ed25519 public key from PEM.
 * @throws {RangeError} for anything else.
 */
export const readEd25519Pem = (text: string): SignatureKey => {
  let key: KeyObject;
  try {
    key = createPublicKey(text);
  } catch {
    throw new RangeError("this is no public key as PEM");
  }
  if (key.asymmetricKeyType !== "ed25519") throw new RangeError("this is no Ed25519 key");
  return { algorithm: "ed25519", key };
};
