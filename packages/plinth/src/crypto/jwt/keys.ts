import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import type { JwtAlgorithm, JwtKey } from "./signatures.ts";

/** The algorithms whose tokens anybody can verify and only we can sign. */
export type PublicAlgorithm = Exclude<JwtAlgorithm, "HS256">;

/** The public half of a signing key (RFC 7517, RFC 8037); there is no member for the other half. */
export type PublicJwk = {
  readonly kid: string;
  readonly use: "sig";
  readonly alg: PublicAlgorithm;
} & (
  | { readonly kty: "OKP"; readonly crv: "Ed25519"; readonly x: string }
  | { readonly kty: "EC"; readonly crv: "P-256"; readonly x: string; readonly y: string }
);

/** The members that name a key, in the order of RFC 7638, and nothing else. */
const membersOf = (key: KeyObject) => {
  const { x = "", y = "" } = createPublicKey(key).export({ format: "jwk" });
  return key.asymmetricKeyType === "ed25519"
    ? ({ crv: "Ed25519", kty: "OKP", x } as const)
    : ({ crv: "P-256", kty: "EC", x, y } as const);
};

/** RFC 7638: the name follows from the key, so two keys never share one. */
const thumbprint = (key: KeyObject): string =>
  createHash("sha256")
    .update(JSON.stringify(membersOf(key)))
    .digest("base64url");

/** Makes a new signing key with the operating system's randomness. */
export const generateJwtKey = (algorithm: PublicAlgorithm): JwtKey => {
  const { privateKey: key } =
    algorithm === "EdDSA"
      ? generateKeyPairSync("ed25519")
      : generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { kid: thumbprint(key), algorithm, key };
};

/** The private key as PKCS #8 in DER: a secret, to be sealed before it is kept. */
export const exportJwtKey = ({ key }: JwtKey): Buffer =>
  key.export({ format: "der", type: "pkcs8" });

/**
 * Reads what `exportJwtKey` wrote. Whether the key fits the algorithm is checked where it is used.
 * @throws {Error} when the bytes are no private key.
 */
export const importJwtKey = (algorithm: PublicAlgorithm, bytes: Buffer): JwtKey => {
  const key = createPrivateKey({ key: bytes, format: "der", type: "pkcs8" });
  return { kid: thumbprint(key), algorithm, key };
};

/** What may be published of a key; undefined for HS256, whose keys have no public half. */
export const publicJwkOf = ({ kid, algorithm, key }: JwtKey): PublicJwk | undefined =>
  algorithm === "HS256" ? undefined : { ...membersOf(key), kid, use: "sig", alg: algorithm };
