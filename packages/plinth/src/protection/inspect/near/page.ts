import type { Page } from "../engine/scan.ts";
import { exactHashOn, type WordBits, wordBits } from "../engine/words.ts";

const WORD = 1;
const DIGIT = 2;

const classOf = (byte: number): number => {
  const letter = byte | 32;
  if (byte >= 128 || (letter >= 97 && letter <= 122)) return WORD;
  if (byte === 95 || byte === 36 || byte === 64) return WORD;
  return byte >= 48 && byte <= 57 ? DIGIT : 0;
};

// As tokens.ts cuts words: letters, "_", "$", "@", everything beyond ASCII; digits only inside of one.
const CLASSES: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => classOf(byte));

const LOWER: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 65 && byte <= 90 ? byte + 32 : byte,
);

/** The byte at a place; 0 before the beginning and behind the end. */
export const byteAt = ({ bytes, length }: Page, at: number): number =>
  at >= 0 && at < length ? (bytes[at] ?? 0) : 0;

/** Whether a word may begin with this byte. */
export const isWordByte = (byte: number): boolean => CLASSES[byte] === WORD;

/** Whether a byte is a digit. */
export const isDigitByte = (byte: number): boolean => CLASSES[byte] === DIGIT;

/** ' and ". */
export const isQuoteByte = (byte: number): boolean => byte === 39 || byte === 34;

/** First place at or behind `from` that is no white space; the length where there is none. */
export const skipSpace = ({ bytes, length }: Page, from: number): number => {
  let at = from;
  while (at < length && (bytes[at] ?? 0) <= 32) at += 1;
  return at;
};

/** Last place before `from` that is no white space; -1 where there is none. */
export const backSpace = ({ bytes }: Page, from: number): number => {
  let at = from - 1;
  while (at >= 0 && (bytes[at] ?? 0) <= 32) at -= 1;
  return at;
};

/** Behind the word, or the rest of one, at `from`. */
export const wordEndAt = ({ bytes, length }: Page, from: number): number => {
  let at = from;
  while (at < length && CLASSES[bytes[at] ?? 0] !== 0) at += 1;
  return at;
};

/** Where the word that ends at `end` begins, digits before it included. */
export const wordStartAt = ({ bytes }: Page, end: number): number => {
  let at = end;
  while (at > 0 && CLASSES[bytes[at - 1] ?? 0] !== 0) at -= 1;
  return at;
};

/** Exact hash of the word between two places, as the dictionary has it. */
export const hashBetween = ({ bytes }: Page, from: number, to: number): number => {
  let hash = 0;
  for (let at = from; at < to; at += 1) hash = exactHashOn(hash, LOWER[bytes[at] ?? 0] ?? 0);
  return hash;
};

/** What the dictionary says of the word between two places. */
export const bitsBetween = (page: Page, from: number, to: number): WordBits =>
  wordBits(hashBetween(page, from, to));

/** What the dictionary says of the word that begins at `from`. */
export const bitsFrom = ({ bytes, length }: Page, from: number): WordBits => {
  let hash = 0;
  for (let at = from; at < length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (CLASSES[byte] === 0) break;
    hash = exactHashOn(hash, LOWER[byte] ?? 0);
  }
  return wordBits(hash);
};

/** Behind the word that begins at `from`, where the dictionary does not know it; -1 where it does. */
export const strangerEnd = ({ bytes, length }: Page, from: number): number => {
  let hash = 0;
  let at = from;
  for (; at < length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (CLASSES[byte] === 0) break;
    hash = exactHashOn(hash, LOWER[byte] ?? 0);
  }
  return wordBits(hash) === 0 ? at : -1;
};

/** Hash of a word of ASCII in lower case. */
export const hashOfWord = (word: string): number => {
  let hash = 0;
  for (let at = 0; at < word.length; at += 1) hash = exactHashOn(hash, word.charCodeAt(at));
  return hash;
};

/** Hashes of words, to be asked for words of a page. */
export const hashesOf = (words: string): ReadonlySet<number> =>
  new Set(words.split(" ").map(hashOfWord));
