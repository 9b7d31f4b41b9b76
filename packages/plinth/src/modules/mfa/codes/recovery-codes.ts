import type { Random } from "#core";
import type { Keyring } from "#crypto";

/** Crockford's base32: without I, L, O and U, which are misread or spell words. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const LENGTH = 8;
/** How many an account gets at a time (ID-17). */
const COUNT = 10;
const SHAPE = /^[0-9A-HJKMNP-TV-Z]{8}$/;

const format = (symbols: string): string => `${symbols.slice(0, 4)}-${symbols.slice(4)}`;

/** One code: 8 symbols of 5 bits, 40 bits in all. 256 is a multiple of 32, so none is likelier. */
const createCode = (random: Random): string =>
  format([...random.bytes(LENGTH)].map((byte) => ALPHABET[byte % ALPHABET.length]).join(""));

/** Ten different codes of the form XXXX-XXXX. */
export const createRecoveryCodes = (random: Random): readonly string[] => {
  const codes = new Set<string>();
  while (codes.size < COUNT) codes.add(createCode(random));
  return [...codes];
};

/**
 * A code as it was typed, in its one spelling; undefined when it cannot be one. Case, blanks and
 * hyphens do not count; O, I and L are what they look like.
 */
export const readRecoveryCode = (typed: string): string | undefined => {
  const symbols = typed
    .replace(/[ \t-]/g, "")
    // ASCII only: toUpperCase would turn other letters into ours.
    .replace(/[a-z]/g, (letter) => letter.toUpperCase())
    .replaceAll("O", "0")
    .replace(/[IL]/g, "1");
  return SHAPE.test(symbols) ? format(symbols) : undefined;
};

const PURPOSE = "recovery-code";

/**
 * What is stored of a code: a MAC under a key that is not in the database. 40 bits are enough
 * against guessing through a lock that counts, but a plain hash of them would be found by trying
 * all of them in minutes. The account is part of it, so that a row cannot be moved to another.
 */
export const hashRecoveryCode = (keyring: Keyring, accountId: string, code: string): string =>
  keyring.hmac(PURPOSE, `${accountId}:${code}`);

/** What may be stored of a code, also since before SECRET_KEY was changed. */
export const recoveryCodeHashes = (
  keyring: Keyring,
  accountId: string,
  code: string,
): readonly string[] => keyring.hmacs(PURPOSE, `${accountId}:${code}`);

/** Names the key that `hashRecoveryCode` uses now. */
export const recoveryKeyId = (keyring: Pick<Keyring, "keyId">): string => keyring.keyId(PURPOSE);
