import { createCipheriv, createDecipheriv, type KeyObject } from "node:crypto";
import type { Random } from "#core";

/** Bytes of the sealed form: version, nonce, ciphertext, tag (NIST SP 800-38D). */
const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const KEY_BYTES = 32;
const OVERHEAD = 1 + NONCE_BYTES + TAG_BYTES;
/** Sealed values are secrets and small documents; longer ones are refused unread. */
const MAX_PLAIN_BYTES = 1_048_576;

/** Encrypts values so that nobody can read, change or move them. */
export interface Sealer {
  /**
   * Encrypts with a fresh nonce. `context` says where the value belongs, such as "totp:" with the
   * account's id: only the same context opens it.
   * @throws {RangeError} for an empty context or more than 1 MiB.
   */
  readonly seal: (plain: string | Uint8Array, context: string) => string;
  /** The value; undefined when it was changed, moved, or sealed with another key. Never throws. */
  readonly open: (sealed: string, context: string) => Buffer | undefined;
  /**
   * The value sealed with the present key: the same text where it is already. Undefined where no key
   * opens it. Never throws.
   */
  readonly renew: (sealed: string, context: string) => string | undefined;
}

/** The version is authenticated too, so that a later form cannot be passed off as this one. */
const associated = (context: string): Buffer => Buffer.from(`plinth sealed ${VERSION}\n${context}`);

/** The bytes of a sealed value; undefined for what is none. */
const bytesOf = (sealed: string): Buffer | undefined => {
  if (typeof sealed !== "string" || sealed.length > 2 * MAX_PLAIN_BYTES) return undefined;
  const bytes = Buffer.from(sealed, "base64url");
  const isOurs = bytes.length >= OVERHEAD && bytes[0] === VERSION;
  // One value has one spelling: a decoder that forgives would accept many.
  return isOurs && bytes.toString("base64url") === sealed ? bytes : undefined;
};

const openWith = (key: KeyObject, bytes: Buffer, context: string): Buffer | undefined => {
  const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(associated(context));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    const body = bytes.subarray(1 + NONCE_BYTES, -TAG_BYTES);
    return Buffer.concat([decipher.update(body), decipher.final()]);
  } catch {
    return undefined;
  }
};

/**
 * Builds a sealer: AES-256-GCM with random 96-bit nonces, so one key is good for 2^32 values.
 * @param key 256 bits, for example of `keyring.sealing` with a purpose of its own.
 * @param former keys of before, which open and never seal.
 * @throws {RangeError} when a key is not 256 bits.
 */
export const createSealer = (options: {
  readonly key: KeyObject;
  readonly former?: readonly KeyObject[];
  readonly random: Random;
}): Sealer => {
  const { key, former = [], random } = options;
  for (const one of [key, ...former]) {
    if (one.type !== "secret" || one.symmetricKeySize !== KEY_BYTES) {
      throw new RangeError("sealing needs a secret key of 256 bits");
    }
  }
  const seal: Sealer["seal"] = (plain, context) => {
    const bytes = typeof plain === "string" ? Buffer.from(plain, "utf8") : plain;
    if (context === "") throw new RangeError("a sealed value needs a context");
    if (bytes.length > MAX_PLAIN_BYTES) throw new RangeError("a sealed value is 1 MiB at most");
    const nonce = random.bytes(NONCE_BYTES);
    const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(associated(context));
    const parts = [Buffer.of(VERSION), nonce, cipher.update(bytes), cipher.final()];
    return Buffer.concat([...parts, cipher.getAuthTag()]).toString("base64url");
  };
  const openAny = (keys: readonly KeyObject[], sealed: string, context: string) => {
    const bytes = bytesOf(sealed);
    if (bytes === undefined) return undefined;
    for (const one of keys) {
      const plain = openWith(one, bytes, context);
      if (plain !== undefined) return plain;
    }
    return undefined;
  };
  return {
    seal,
    open: (sealed, context) => openAny([key, ...former], sealed, context),
    renew: (sealed, context) => {
      if (openAny([key], sealed, context) !== undefined) return sealed;
      const plain = openAny(former, sealed, context);
      return plain === undefined ? undefined : seal(plain, context);
    },
  };
};
