import { createSecretKey, hash, type KeyObject } from "node:crypto";
import type { SignatureKey } from "./message-signatures.ts";

const KEY_BYTES = 32;

/** SHA-256 of a text as base64url, in one call: for chains of many short texts. */
export const sha256Text = (text: string): string => hash("sha256", text, "base64url");

/**
 * A 256-bit secret key from its bytes, such as one that was unsealed.
 * @throws {RangeError} for any other length.
 */
export const secretKeyOf = (bytes: Uint8Array): KeyObject => {
  if (bytes.length !== KEY_BYTES) throw new RangeError("a secret key has 32 bytes");
  return createSecretKey(Buffer.from(bytes));
};

/**
 * The 32 bytes of an Ed25519 public key as base64url (RFC 8037): what `readEd25519PublicKey` reads.
 * @throws {RangeError} for a key of another kind.
 */
export const publicKeyText = ({ key }: SignatureKey): string => {
  const { x } = key.export({ format: "jwk" });
  if (key.asymmetricKeyType !== "ed25519" || x === undefined) {
    throw new RangeError("this is no Ed25519 key");
  }
  return x;
};
