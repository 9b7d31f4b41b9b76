import { HOTP, Secret, TOTP } from "otpauth";
import type { Random } from "#core";
import { constantTimeEqual } from "./tokens.ts";

/** What authenticator applications understand without being told (RFC 6238 section 4). */
const PERIOD_MS = 30_000;
const DIGITS = 6;
const ALGORITHM = "SHA1";
/** 160 bits, as RFC 4226 section 4 recommends: the block of SHA-1. */
const SECRET_BYTES = 20;
/** Steps that a clock may be off, either way. */
const DRIFT = 1;

const secretOf = (bytes: Uint8Array): Secret =>
  new Secret({ buffer: new Uint8Array(bytes).buffer });

/** A new shared secret of 160 bits. */
export const createTotpSecret = (random: Random): Uint8Array => random.bytes(SECRET_BYTES);

/** The number of the 30-second step at an instant in milliseconds since the epoch. */
export const totpStepAt = (instant: number): number => Math.floor(instant / PERIOD_MS);

/** The six digits of a step. */
export const totpCode = (secret: Uint8Array, step: number): string =>
  HOTP.generate({
    secret: secretOf(secret),
    algorithm: ALGORITHM,
    digits: DIGITS,
    counter: step,
  });

/**
 * The step whose code this is, at most one step away from now and later than `after`: a code is
 * good once (RFC 6238 section 5.2). Undefined when it is none. Every candidate is compared, each in
 * constant time.
 */
export const matchTotp = (
  secret: Uint8Array,
  code: string,
  at: { readonly now: number; readonly after: number },
): number | undefined => {
  const current = totpStepAt(at.now);
  let found: number | undefined;
  for (let step = current - DRIFT; step <= current + DRIFT; step += 1) {
    const isEqual = constantTimeEqual(totpCode(secret, step), code);
    if (isEqual && step > at.after) found ??= step;
  }
  return found;
};

/** The secret as people type it: base32 without padding (RFC 4648 section 6). */
export const totpSecretText = (secret: Uint8Array): string => secretOf(secret).base32;

/**
 * The secret of a base32 text; spaces and lower case are forgiven.
 * @throws {TypeError} when it is no base32.
 */
export const parseTotpSecret = (text: string): Uint8Array => Secret.fromBase32(text).bytes;

/** The otpauth:// address that a QR code shows; the account is told by what its owner knows. */
export const totpUri = (
  secret: Uint8Array,
  shown: { readonly issuer: string; readonly account: string },
): string =>
  new TOTP({
    secret: secretOf(secret),
    // A colon would end the issuer in the label.
    issuer: shown.issuer.replaceAll(":", " "),
    label: shown.account,
    algorithm: ALGORITHM,
    digits: DIGITS,
    period: PERIOD_MS / 1_000,
  }).toString();
