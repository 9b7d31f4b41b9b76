import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";

/** A certificate that may be served, with its key; both as PEM. */
export interface Certificate {
  /** The certificate, and behind it those that vouch for it. */
  readonly chain: string;
  readonly key: string;
  /** Hexadecimal, as certificate authorities write it. */
  readonly serial: string;
  /** Names and addresses that it is for, such as "DNS:app.example.org". */
  readonly names: readonly string[];
  /** Milliseconds since the epoch. */
  readonly notAfter: number;
}

/** What a certificate is read from, as PEM text. */
export interface CertificateSource {
  readonly chain: string;
  readonly key: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const MIN_RSA_BITS = 2_048;
/** The curves that browsers take (CA/Browser Forum Baseline Requirements section 6.1.5). */
const CURVES = ["prime256v1", "secp384r1", "secp521r1"];
const MAX_CHAIN = 10;

const day = (time: number): string => new Date(time).toISOString().slice(0, 10);

const readChain = (pem: string): readonly X509Certificate[] => {
  const blocks = pem.match(BLOCK) ?? [];
  if (blocks.length === 0) throw new RangeError("the certificate file holds no PEM certificate");
  if (blocks.length > MAX_CHAIN) throw new RangeError("the certificate file holds too many");
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    throw new RangeError("the certificate file holds a certificate that cannot be read");
  }
};

const readKey = (pem: string): KeyObject => {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new RangeError(
      "the key file holds no PEM private key that can be read without a pass phrase",
    );
  }
};

const weaknessOf = ({ publicKey }: X509Certificate): string | undefined => {
  const { asymmetricKeyType: kind, asymmetricKeyDetails: details } = publicKey;
  if (kind === "rsa") {
    const bits = details?.modulusLength ?? 0;
    return bits < MIN_RSA_BITS
      ? `an RSA key of ${bits} bits is too weak, ${MIN_RSA_BITS} are needed`
      : undefined;
  }
  if (kind !== "ec") return `browsers take RSA and EC keys, not ${kind}`;
  const curve = details?.namedCurve ?? "an unnamed curve";
  return CURVES.includes(curve) ? undefined : `browsers take P-256, P-384 and P-521, not ${curve}`;
};

const requireOrder = (chain: readonly X509Certificate[]): void => {
  for (const [index, issuer] of chain.slice(1).entries()) {
    if (chain[index]?.checkIssued(issuer) !== true) {
      throw new RangeError(
        `certificate ${index + 2} of the file does not vouch for the one before it; the order is: own, then each issuer`,
      );
    }
  }
};

/**
 * Reads a certificate and its key, and judges whether both can be served together: they belong to
 * each other, the key is strong, the time is right, the chain is in order.
 * @throws {RangeError} with one sentence that holds nothing of the key.
 */
export const requireCertificate = ({ chain: pem, key: keyPem, now }: CertificateSource) => {
  const chain = readChain(pem);
  const [own] = chain;
  if (own === undefined) throw new RangeError("the certificate file holds no PEM certificate");
  const key = readKey(keyPem);
  if (!own.checkPrivateKey(key)) throw new RangeError("the key does not belong to the certificate");
  const weakness = weaknessOf(own);
  if (weakness !== undefined) throw new RangeError(weakness);
  const [from, until] = [own.validFromDate.getTime(), own.validToDate.getTime()];
  if (until <= now) throw new RangeError(`the certificate expired on ${day(until)}`);
  if (from > now) throw new RangeError(`the certificate is valid only from ${day(from)}`);
  requireOrder(chain);
  const certificate: Certificate = {
    chain: pem,
    key: keyPem,
    serial: own.serialNumber,
    names: (own.subjectAltName ?? "").split(", ").filter((name) => name !== ""),
    notAfter: until,
  };
  return certificate;
};
