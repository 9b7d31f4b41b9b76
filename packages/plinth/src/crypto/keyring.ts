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
}

/**
 * Builds a keyring with HKDF-SHA256 (RFC 5869).
 * @throws {RangeError} when the secret is shorter than 32 characters.
 */
export const createKeyring = (secret: Secret): Keyring => {
  if (secret.reveal().length < MIN_SECRET_LENGTH) {
    throw new RangeError(`a keyring needs a secret of at least ${MIN_SECRET_LENGTH} characters`);
  }
  const keys = new Map<string, KeyObject>();
  const derive = (purpose: string): KeyObject => {
    const known = keys.get(purpose);
    if (known !== undefined) return known;
    if (purpose === "") throw new RangeError("a key needs a purpose");
    const bytes = hkdfSync("sha256", secret.reveal(), SALT, purpose, KEY_BYTES);
    const key = createSecretKey(Buffer.from(bytes));
    keys.set(purpose, key);
    return key;
  };
  return {
    derive,
    hmac: (purpose, data) => createHmac("sha256", derive(purpose)).update(data).digest("base64url"),
  };
};

/** A public name for a key, to tell keys apart during rotation; tells nothing about the key. */
export const keyIdOf = (key: KeyObject): string =>
  createHmac("sha256", key).update("plinth key id").digest("base64url").slice(0, 12);
