import { createHash, createHmac } from "node:crypto";

// AWS Signature Version 4, "Authenticating Requests: Using the Authorization Header" of the S3 API
// reference: what every S3-compatible store verifies.

/** What a call is signed with. */
export interface SigningKey {
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** What is signed of a call. */
export interface SignedCall {
  readonly method: "GET" | "PUT" | "POST" | "DELETE" | "HEAD";
  readonly url: URL;
  /** SHA-256 of the body as hexadecimal digits, or "UNSIGNED-PAYLOAD". */
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

const SERVICE = "s3";
const ALGORITHM = "AWS4-HMAC-SHA256";

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac("sha256", key).update(text).digest();

/** Percent-encoding as RFC 3986 has it; encodeURIComponent leaves five characters more as they are. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const canonicalQuery = (url: URL): string =>
  [...url.searchParams]
    .map(([name, value]): readonly [string, string] => [encode(name), encode(value)])
    .sort(([one, first], [other, second]) =>
      one === other ? (first < second ? -1 : 1) : one < other ? -1 : 1,
    )
    .map(([name, value]) => `${name}=${value}`)
    .join("&");

/** The headers that make a call a signed one. */
export const signCall = (
  { region, accessKey, secretKey }: SigningKey,
  { method, url, payload, at }: SignedCall,
): Readonly<Record<string, string>> => {
  const stamp = new Date(at).toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
  const day = stamp.slice(0, 8);
  const headers = { host: url.host, "x-amz-content-sha256": payload, "x-amz-date": stamp };
  const names = Object.keys(headers).join(";");
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = [method, url.pathname, canonicalQuery(url), lines.join(""), names, payload];
  const scope = `${day}/${region}/${SERVICE}/aws4_request`;
  const text = [ALGORITHM, stamp, scope, sha256(canonical.join("\n"))].join("\n");
  const key = [region, SERVICE, "aws4_request"].reduce(
    (derived, part) => hmac(derived, part),
    hmac(`AWS4${secretKey}`, day),
  );
  const signature = hmac(key, text).toString("hex");
  const { host: _, ...sent } = headers;
  return {
    ...sent,
    authorization: `${ALGORITHM} Credential=${accessKey}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
};
