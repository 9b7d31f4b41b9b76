import type { webcrypto } from "node:crypto";
import { fromBase64, SignatureFault, toBase64 } from "#signatures";

/** What a request is signed with. */
export interface SigningKey {
  /** The API key, or its public part ("plk_" and 12 letters): only that part is sent as keyid. */
  readonly keyId: string;
  readonly algorithm: "hmac-sha256" | "ed25519";
  /**
   * For hmac-sha256 the signing secret as it was shown (base64); for ed25519 the private key,
   * PKCS #8 as PEM or base64.
   */
  readonly secret: string;
}

/** A new pair of keys: the public one is given to the application, the private one stays. */
export interface SigningKeyPair {
  /** 32 bytes as base64. */
  readonly publicKey: string;
  /** PKCS #8 as base64. */
  readonly privateKey: string;
}

const PUBLIC_ID = /^(plk_[0-9A-Za-z]{12})(?:_[0-9A-Za-z]+)?$/;

/**
 * The part of an API key that names it.
 * @throws {SignatureFault} when the text is no API key.
 */
export const publicPartOf = (keyId: string): string => {
  const part = PUBLIC_ID.exec(keyId)?.[1];
  if (part === undefined) throw new SignatureFault("keyId is an API key or its public part");
  return part;
};

const ALGORITHMS = {
  "hmac-sha256": { name: "HMAC", hash: "SHA-256" },
  ed25519: { name: "Ed25519" },
} as const;

/**
 * Signs a text.
 * @throws {SignatureFault} when the secret is not what the algorithm needs.
 */
export const signWith = async (
  { algorithm, secret }: SigningKey,
  text: string,
): Promise<Uint8Array> => {
  const options = ALGORITHMS[algorithm];
  const format = algorithm === "ed25519" ? "pkcs8" : "raw";
  const bytes = fromBase64(secret.replace(/-----[A-Z ]+-----|\s/g, ""));
  try {
    const key = await crypto.subtle.importKey(format, bytes, options, false, ["sign"]);
    const signature = await crypto.subtle.sign(options.name, key, new TextEncoder().encode(text));
    return new Uint8Array(signature);
  } catch {
    // What the platform says may hold parts of the secret.
    throw new SignatureFault(`the secret is no key for ${algorithm}`);
  }
};

/** Makes a pair of Ed25519 keys. */
export const createSigningKeyPair = async (): Promise<SigningKeyPair> => {
  const usages: readonly webcrypto.KeyUsage[] = ["sign", "verify"];
  const made = await crypto.subtle.generateKey({ name: "Ed25519" }, true, usages);
  // The types of Node do not know that this algorithm gives a pair.
  const pair = made as unknown as webcrypto.CryptoKeyPair;
  const [raw, pkcs8] = await Promise.all([
    crypto.subtle.exportKey("raw", pair.publicKey),
    crypto.subtle.exportKey("pkcs8", pair.privateKey),
  ]);
  return {
    publicKey: toBase64(new Uint8Array(raw)),
    privateKey: toBase64(new Uint8Array(pkcs8)),
  };
};
