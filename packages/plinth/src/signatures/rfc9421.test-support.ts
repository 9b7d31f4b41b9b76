import { createPrivateKey, createPublicKey, createSecretKey, type KeyObject } from "node:crypto";
import type { SignedMessage } from "./index.ts";

/** A key as the crypto room takes it. */
interface SignatureKey {
  readonly algorithm: "hmac-sha256" | "ed25519";
  readonly key: KeyObject;
}

/** A message of the RFC: pairs of header names and values, in the order of the wire. */
export const messageOf = (
  method: string,
  targetUri: string,
  headers: readonly (readonly [string, string])[],
): SignedMessage => ({
  method,
  targetUri,
  header: (name) => {
    const values = headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
    return values.length === 0 ? undefined : values;
  },
});

/** RFC 9421 appendix B.2: "test-request". */
export const TEST_REQUEST = messageOf("POST", "https://example.com/foo?param=Value&Pet=dog", [
  ["Host", "example.com"],
  ["Date", "Tue, 20 Apr 2021 02:07:55 GMT"],
  ["Content-Type", "application/json"],
  [
    "Content-Digest",
    "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:",
  ],
  ["Content-Length", "18"],
]);

/** RFC 9421 appendix B.1.5: "test-shared-secret". */
export const TEST_SHARED_SECRET: SignatureKey = {
  algorithm: "hmac-sha256",
  key: createSecretKey(
    Buffer.from(
      "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==",
      "base64",
    ),
  ),
};

/** RFC 9421 appendix B.1.4: "test-key-ed25519". */
const ED25519_PRIVATE = createPrivateKey({
  key: Buffer.from("MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF", "base64"),
  format: "der",
  type: "pkcs8",
});
export const TEST_ED25519: Readonly<Record<"sign" | "verify", SignatureKey>> = {
  sign: { algorithm: "ed25519", key: ED25519_PRIVATE },
  verify: { algorithm: "ed25519", key: createPublicKey(ED25519_PRIVATE) },
};

/** Published signatures by algorithms that are supported: appendix B.2.5, B.2.6 and B.4. */
export const VECTORS = [
  {
    name: "B.2.5",
    message: TEST_REQUEST,
    input:
      'sig-b25=("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"',
    signature: "sig-b25=:pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=:",
    base: `"date": Tue, 20 Apr 2021 02:07:55 GMT
"@authority": example.com
"content-type": application/json
"@signature-params": ("date" "@authority" "content-type");created=1618884473;keyid="test-shared-secret"`,
    keys: { sign: TEST_SHARED_SECRET, verify: TEST_SHARED_SECRET },
  },
  {
    name: "B.2.6",
    message: TEST_REQUEST,
    input:
      'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"',
    signature:
      "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:",
    base: `"date": Tue, 20 Apr 2021 02:07:55 GMT
"@method": POST
"@path": /foo
"@authority": example.com
"content-type": application/json
"content-length": 18
"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"`,
    keys: TEST_ED25519,
  },
  {
    name: "B.4",
    message: messageOf("GET", "https://example.org/demo?name1=Value1&Name2=value2", [
      ["Host", "example.org"],
      ["Date", "Fri, 15 Jul 2022 14:24:55 GMT"],
      ["Accept", "application/json"],
      ["Accept", "*/*"],
    ]),
    input:
      'transform=("@method" "@path" "@authority" "accept");created=1618884473;keyid="test-key-ed25519"',
    signature:
      "transform=:ZT1kooQsEHpZ0I1IjCqtQppOmIqlJPeo7DHR3SoMn0s5JZ1eRGS0A+vyYP9t/LXlh5QMFFQ6cpLt2m0pmj3NDA==:",
    base: `"@method": GET
"@path": /demo
"@authority": example.org
"accept": application/json, */*
"@signature-params": ("@method" "@path" "@authority" "accept");created=1618884473;keyid="test-key-ed25519"`,
    keys: TEST_ED25519,
  },
] as const;
