import { createHash, timingSafeEqual } from "node:crypto";
import type { Random } from "#core";

/** Below 128 bits a token can be guessed (SES-02). */
const MIN_BYTES = 16;

/**
 * Makes a token that means nothing by itself: `bytes` random bytes (32) as base64url.
 * @throws {RangeError} for fewer than 16 bytes.
 */
export const createOpaqueToken = (random: Random, bytes = 32): string => {
  if (bytes < MIN_BYTES) throw new RangeError(`a token needs at least ${MIN_BYTES} bytes`);
  return Buffer.from(random.bytes(bytes)).toString("base64url");
};

/**
 * The form in which a random token is stored and looked up: SHA-256 as 64 hex digits (KEY-01). A
 * plain hash is enough because the token itself is too random to be tried out; never use it for
 * passwords.
 */
export const hashToken = (token: string): string =>
  createHash("sha256").update(token, "utf8").digest("hex");

/** Compares two texts in a time that depends on their lengths only. */
export const constantTimeEqual = (left: string, right: string): boolean => {
  const a = Buffer.from(left, "utf8");
  const b = Buffer.from(right, "utf8");
  return a.length === b.length && timingSafeEqual(a, b);
};
