import { createHmac } from "node:crypto";
import type { Secret } from "#core";
import { constantTimeEqual } from "#crypto";

/** How far the time of a signature may be away, in milliseconds. */
const TOLERANCE_MS = 300_000;
const HEADER = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/;

const digestOf = (secret: Secret, seconds: string, body: Uint8Array): string =>
  createHmac("sha256", secret.reveal()).update(`${seconds}.`).update(body).digest("hex");

/** The value of Mail-Signature for a body, at an instant in milliseconds since the epoch. */
export const signBounces = (secret: Secret, body: Uint8Array, at: number): string => {
  const seconds = String(Math.floor(at / 1_000));
  return `t=${seconds},v1=${digestOf(secret, seconds, body)}`;
};

/**
 * Whether a header signs a body: HMAC-SHA256 over the time in seconds, a full stop and the bytes as
 * they came. A message that is caught and sent again later is none.
 */
export const areBouncesSigned = (options: {
  readonly secret: Secret;
  readonly header: string | undefined;
  readonly body: Uint8Array;
  readonly now: number;
}): boolean => {
  const { secret, header, body, now } = options;
  const [, seconds, given] = HEADER.exec(header ?? "") ?? [];
  if (seconds === undefined || given === undefined) return false;
  if (Math.abs(now - Number(seconds) * 1_000) > TOLERANCE_MS) return false;
  return constantTimeEqual(digestOf(secret, seconds, body), given);
};
