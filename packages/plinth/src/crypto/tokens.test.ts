import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { Secret } from "#core";
import { createSecureRandom } from "./random.ts";
import { createKeyring, keyIdOf } from "./sealing/keyring.ts";
import { constantTimeEqual, createOpaqueToken, hashToken } from "./tokens.ts";

const random = createSecureRandom();

test("SES-08: an opaque token has 256 bits in URL-safe text and is never the same", () => {
  const tokens = Array.from({ length: 1_000 }, () => createOpaqueToken(random));
  expect(new Set(tokens).size).toBe(1_000);
  expect(tokens.every((token) => /^[A-Za-z0-9_-]{43}$/.test(token))).toBe(true);
});

test("SES-02: fewer than 128 bits are refused", () => {
  expect(() => createOpaqueToken(random, 15)).toThrow(RangeError);
  expect(createOpaqueToken(random, 16)).toHaveLength(22);
});

test("KEY-01: a token is stored as 64 hex digits of SHA-256", () => {
  // FIPS 180-2 appendix B.1.
  expect(hashToken("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(hashToken("é")).toBe(createHash("sha256").update("é").digest("hex"));
});

test("KEY-01: comparison tells equal from unequal, whatever the lengths", () => {
  expect(constantTimeEqual("abc", "abc")).toBe(true);
  expect(constantTimeEqual("abc", "abd")).toBe(false);
  expect(constantTimeEqual("abc", "abcd")).toBe(false);
  expect(constantTimeEqual("", "")).toBe(true);
});

test("keys of different purposes and secrets differ; the same purpose gives the same key", () => {
  const ring = createKeyring(new Secret("a".repeat(32)));
  const other = createKeyring(new Secret(`${"a".repeat(31)}b`));
  expect(ring.derive("csrf")).toBe(ring.derive("csrf"));
  expect(ring.derive("csrf").symmetricKeySize).toBe(32);
  expect(ring.derive("csrf").equals(ring.derive("mail"))).toBe(false);
  expect(ring.derive("csrf").equals(other.derive("csrf"))).toBe(false);
  expect(ring.hmac("csrf", "x")).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(ring.hmac("csrf", "x")).not.toBe(ring.hmac("mail", "x"));
  expect(keyIdOf(ring.derive("csrf"))).not.toBe(keyIdOf(ring.derive("mail")));
});

test("derived keys stay the same from release to release", () => {
  const ring = createKeyring(new Secret("0123456789abcdef0123456789abcdef"));
  expect(ring.derive("jwt").export().toString("hex")).toMatchInlineSnapshot(
    `"213dcc8fc5e59bf0d8e675e927c35ce7fea1ef6defb90320ed4a719d0613080d"`,
  );
});

test("a keyring refuses short secrets and nameless keys", () => {
  expect(() => createKeyring(new Secret("a".repeat(31)))).toThrow(RangeError);
  expect(() => createKeyring(new Secret("a".repeat(32))).derive("")).toThrow(RangeError);
});
