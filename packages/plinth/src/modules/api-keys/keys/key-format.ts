import type { Random } from "#core";
import { constantTimeEqual, hashToken } from "#crypto";

/** How every key begins: recognisable in logs, in code and by secret scanners (KEY-01). */
export const KEY_PREFIX = "plk_";

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const ID_LENGTH = 12;
/** 43 characters of 62 are 256 bits. */
const SECRET_LENGTH = 43;
const CHECK_LENGTH = 6;
const SHAPE = new RegExp(
  `^(${KEY_PREFIX}[0-9A-Za-z]{${ID_LENGTH}})_[0-9A-Za-z]{${SECRET_LENGTH + CHECK_LENGTH}}$`,
);
/** The largest multiple of 62 in a byte: above it a remainder would favour the first letters. */
const FAIR = 248;

const randomText = (random: Random, length: number): string => {
  let text = "";
  while (text.length < length) {
    for (const byte of random.bytes(length)) {
      if (byte < FAIR && text.length < length) text += ALPHABET[byte % ALPHABET.length];
    }
  }
  return text;
};

/** 32 bits of SHA-256 as six letters: a typo or a cut key is refused without a read. */
const checksum = (text: string): string => {
  let rest = Number.parseInt(hashToken(text).slice(0, 8), 16);
  let check = "";
  while (check.length < CHECK_LENGTH) {
    check = (ALPHABET[rest % ALPHABET.length] ?? "0") + check;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return check;
};

/** A new key: the text for its owner, shown once, and what is stored of it. */
export interface NewKey {
  /** "plk_", 12 letters that name the key, "_", 43 that are secret, 6 that check the others. */
  readonly text: string;
  /** The part that names it and tells nothing: "plk_" and 12 letters. */
  readonly publicId: string;
  /** SHA-256 of the text, 64 hex digits. */
  readonly hash: string;
}

/** Makes a key. */
export const createKey = (random: Random): NewKey => {
  const publicId = `${KEY_PREFIX}${randomText(random, ID_LENGTH)}`;
  const body = `${publicId}_${randomText(random, SECRET_LENGTH)}`;
  const text = body + checksum(body);
  return { text, publicId, hash: hashToken(text) };
};

/** The public part of a well-formed key; undefined for anything else, without asking a database. */
export const publicIdOf = (text: string): string | undefined => {
  const match = SHAPE.exec(text);
  if (match === null) return undefined;
  const body = text.slice(0, -CHECK_LENGTH);
  return constantTimeEqual(checksum(body), text.slice(-CHECK_LENGTH)) ? match[1] : undefined;
};
