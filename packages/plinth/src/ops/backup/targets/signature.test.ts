import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { signCall } from "./signature.ts";

/** The examples of the S3 API reference, "Signature Calculations for the Authorization Header". */
const key = {
  region: "us-east-1",
  accessKey: "AKIAIOSFODNN7EXAMPLE",
  secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
const payload = createHash("sha256").digest("hex");
const at = Date.UTC(2013, 4, 24);
const signatureOf = (address: string): string =>
  signCall(key, { method: "GET", url: new URL(address), payload, at })["authorization"] ?? "";

it.each([
  ["?lifecycle", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"],
  ["?max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"],
])("BK-02: signs %s as the reference of the API does", (query, signature) => {
  const found = signatureOf(`https://examplebucket.s3.amazonaws.com/${query}`);
  expect(found).toBe(
    `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=${signature}`,
  );
});
