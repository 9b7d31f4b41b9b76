import { createHmac, createSecretKey, hkdfSync, type KeyObject } from "node:crypto";
import type { Secret } from "#core";

const MIN_SECRET_LENGTH = 32;
/** Fixed and public (RFC 5869 section 3.1); changing it changes every key. */
const SALT = "plinth keyring 1";
const KEY_BYTES = 32;

/** Keys for many purposes from one secret: whoever learns one learns nothing of the others. */
export interface Keyring {
  /**
   * The 256-bit key of a purpose such as "session-csrf"; the same object every time.
   * @throws {RangeError} for an empty purpose.
   */
  readonly derive: (purpose: string) => KeyObject;
  /** HMAC-SHA256 with the key of the purpose, as base64url. */
  readonly hmac: (purpose: string, data: string | Uint8Array) => string;
  /**
   * All that `hmac` may have given for this, the present one first: what to look for where the
   * secret was changed and the one before is still known.
   */
  readonly hmacs: (purpose: string, data: string | Uint8Array) => readonly string[];
  /** Names the present key of a purpose, to be kept beside what `hmac` gives; tells nothing of it. */
  readonly keyId: (purpose: string) => string;
  /** What `createSealer` wants: the key that seals, and those of before that still open. */
  readonly sealing: (purpose: string) => {
    readonly key: KeyObject;
    readonly former: readonly KeyObject[];
  };
}

const macOf = (key: KeyObject, data: string | Uint8Array): string =>
  createHmac("sha256", key).update(data).digest("base64url");

/** A public name for a key, to tell keys apart during rotation; tells nothing about the key. */
export const keyIdOf = (key: KeyObject): string =>
  createHmac("sha256", key).update("plinth key id").digest("base64url").slice(0, 12);

/** Derives the keys of one secret, each once. */
const createDerivation = (secret: Secret): Keyring["derive"] => {
  if (secret.reveal().length < MIN_SECRET_LENGTH) {
    throw new RangeError(`a keyring needs a secret of at least ${MIN_SECRET_LENGTH} characters`);
  }
  const keys = new Map<string, KeyObject>();
  return (purpose) => {
    const known = keys.get(purpose);
    if (known !== undefined) return known;
    if (purpose === "") throw new RangeError("a key needs a purpose");
    const bytes = hkdfSync("sha256", secret.reveal(), SALT, purpose, KEY_BYTES);
    const key = createSecretKey(Buffer.from(bytes));
    keys.set(purpose, key);
    return key;
  };
};

/**
 * Builds a keyring with HKDF-SHA256 (RFC 5869). `former` is the secret of before, where it was
 * changed: what it sealed still opens, and nothing new is made with it (PRIV-06).
 * @throws {RangeError} when a secret is shorter than 32 characters.
 */
export const createKeyring = (secret: Secret, former?: Secret): Keyring => {
  const derive = createDerivation(secret);
  const before = former === undefined ? undefined : createDerivation(former);
  const formerKeys = (purpose: string): readonly KeyObject[] =>
    before === undefined ? [] : [before(purpose)];
  return {
    derive,
    hmac: (purpose, data) => macOf(derive(purpose), data),
    hmacs: (purpose, data) =>
      [derive(purpose), ...formerKeys(purpose)].map((key) => macOf(key, data)),
    keyId: (purpose) => keyIdOf(derive(purpose)),
    sealing: (purpose) => ({ key: derive(purpose), former: formerKeys(purpose) }),
  };
};
