import { createHmac, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { constantTimeEqual } from "../tokens.ts";

/** How access tokens can be signed (SES-05): RFC 7518 sections 3.2 and 3.4, RFC 8037. */
export const JWT_ALGORITHMS = ["HS256", "EdDSA", "ES256"] as const;

/** One of the three. */
export type JwtAlgorithm = (typeof JWT_ALGORITHMS)[number];

/** A key, its public name, and the one algorithm it is for. */
export interface JwtKey {
  readonly kid: string;
  readonly algorithm: JwtAlgorithm;
  /** A secret for HS256; a private key, Ed25519 or P-256, for EdDSA and ES256. */
  readonly key: KeyObject;
}

/** Signs and judges texts with one key. */
export interface Signatures {
  /** The signature as base64url. */
  readonly sign: (text: string) => string;
  /** Whether it is a signature of the text, letter for letter as `sign` would write it. */
  readonly verify: (text: string, signature: string) => boolean;
}

/** Bytes of a signature by Ed25519 and, as r and s, by ES256; 86 characters. */
const SIGNATURE_BYTES = 64;
const SIGNATURE_CHARACTERS = 86;
const MIN_SECRET_BYTES = 32;

/** The order of P-256 and its half (FIPS 186-5; SEC 2). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const HALF_ORDER = Buffer.from((ORDER / 2n).toString(16).padStart(64, "0"), "hex");

const secretSignatures = (key: KeyObject): Signatures => {
  const mac = (text: string): string =>
    createHmac("sha256", key).update(text, "utf8").digest("base64url");
  return {
    sign: mac,
    // The texts are compared, not the bytes, so only the one canonical spelling is accepted.
    verify: (text, signature) => constantTimeEqual(mac(text), signature),
  };
};

/** The bytes of a signature of 64; undefined for any other length or spelling. */
const readSignature = (signature: string): Buffer | undefined => {
  if (signature.length !== SIGNATURE_CHARACTERS) return undefined;
  const bytes = Buffer.from(signature, "base64url");
  const isCanonical = bytes.toString("base64url") === signature;
  return isCanonical && bytes.length === SIGNATURE_BYTES ? bytes : undefined;
};

const edwardsSignatures = (key: KeyObject): Signatures => {
  const publicKey = createPublicKey(key);
  return {
    sign: (text) => sign(null, Buffer.from(text, "utf8"), key).toString("base64url"),
    verify: (text, signature) => {
      const bytes = readSignature(signature);
      return bytes !== undefined && verify(null, Buffer.from(text, "utf8"), publicKey, bytes);
    },
  };
};

/** With (r, s), (r, n - s) is a signature too. Only the smaller is ours, so that there is one. */
const isLow = (bytes: Buffer): boolean => bytes.subarray(32).compare(HALF_ORDER) <= 0;

const lowered = (bytes: Buffer): Buffer => {
  if (isLow(bytes)) return bytes;
  const s = ORDER - BigInt(`0x${bytes.toString("hex", 32)}`);
  return Buffer.concat([
    bytes.subarray(0, 32),
    Buffer.from(s.toString(16).padStart(64, "0"), "hex"),
  ]);
};

const ellipticSignatures = (key: KeyObject): Signatures => {
  const dsaEncoding = "ieee-p1363";
  const verifying = { key: createPublicKey(key), dsaEncoding } as const;
  const signing = { key, dsaEncoding } as const;
  return {
    sign: (text) =>
      lowered(sign("sha256", Buffer.from(text, "utf8"), signing)).toString("base64url"),
    verify: (text, signature) => {
      const bytes = readSignature(signature);
      if (bytes === undefined || !isLow(bytes)) return false;
      return verify("sha256", Buffer.from(text, "utf8"), verifying, bytes);
    },
  };
};

/** What a key must be for its algorithm, in words; undefined where it is. */
const faultOf = ({ algorithm, key }: JwtKey): string | undefined => {
  switch (algorithm) {
    case "HS256":
      return key.type === "secret" && (key.symmetricKeySize ?? 0) >= MIN_SECRET_BYTES
        ? undefined
        : "HS256 needs secret keys of at least 256 bits (RFC 7518 section 3.2)";
    case "EdDSA":
      return key.type === "private" && key.asymmetricKeyType === "ed25519"
        ? undefined
        : "EdDSA needs private Ed25519 keys";
    case "ES256":
      return key.type === "private" && key.asymmetricKeyDetails?.namedCurve === "prime256v1"
        ? undefined
        : "ES256 needs private keys on the curve P-256";
    default:
      return `the algorithm must be ${JWT_ALGORITHMS.join(" or ")}`;
  }
};

/**
 * What a key can do.
 * @throws {RangeError} when the algorithm is none of ours or the key does not fit it.
 */
export const createSignatures = (key: JwtKey): Signatures => {
  const fault = faultOf(key);
  if (fault !== undefined) throw new RangeError(fault);
  if (key.algorithm === "HS256") return secretSignatures(key.key);
  return key.algorithm === "EdDSA" ? edwardsSignatures(key.key) : ellipticSignatures(key.key);
};
