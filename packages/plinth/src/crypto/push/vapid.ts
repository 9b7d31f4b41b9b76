import { createPublicKey } from "node:crypto";
import { exportJwtKey, generateJwtKey, importJwtKey } from "../jwt/keys.ts";
import { createSignatures, type JwtKey } from "../jwt/signatures.ts";

/** RFC 8292 section 2: a day is the most; half of it leaves room for clocks that differ. */
const LIFETIME_SECONDS = 43_200;

/** The key by which push services know an application again (RFC 8292, "VAPID"). */
export interface ApplicationKey {
  /** As browsers want it: the point of P-256, uncompressed, as base64url. */
  readonly publicKey: string;
  /** The Authorization header for one push service. */
  readonly authorization: (request: {
    /** The push service's origin. */
    readonly audience: string;
    /** Whom its operator may write to: mailto: or https:. */
    readonly contact: string | undefined;
    /** Milliseconds since the epoch. */
    readonly now: number;
  }) => string;
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

const pointOf = ({ key }: JwtKey): string => {
  const { x = "", y = "" } = createPublicKey(key).export({ format: "jwk" });
  const parts = [Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")];
  return Buffer.concat(parts).toString("base64url");
};

/** Makes a key; what it gives is a secret, to be sealed before it is kept. */
export const generateApplicationKey = (): Buffer => exportJwtKey(generateJwtKey("ES256"));

/**
 * Reads what `generateApplicationKey` gave.
 * @throws {Error} when the bytes are no private key.
 */
export const readApplicationKey = (bytes: Buffer): ApplicationKey => {
  const key = importJwtKey("ES256", bytes);
  const { sign } = createSignatures(key);
  const publicKey = pointOf(key);
  const header = encode({ typ: "JWT", alg: "ES256" });
  return {
    publicKey,
    authorization: ({ audience, contact, now }) => {
      const exp = Math.floor(now / 1_000) + LIFETIME_SECONDS;
      const claims = { aud: audience, exp, ...(contact === undefined ? {} : { sub: contact }) };
      const text = `${header}.${encode(claims)}`;
      return `vapid t=${text}.${sign(text)}, k=${publicKey}`;
    },
  };
};
