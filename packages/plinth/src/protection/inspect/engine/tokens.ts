import type { Meter } from "./finding.ts";
import { hexDigit } from "./percent.ts";
import { hashOn, WORD_HASHES, type WordBits, wordBits } from "./words.ts";

/** Kinds of tokens; every other kind is the code of a punctuation character. */
export const END = 0;
/** A word: letters, digits, "_", "$", "@" in front. */
export const WORD = 1;
/** A number, also in hexadecimal. */
export const NUMBER = 2;
/** Two or more hyphens: a comment of SQL, a dash of prose. */
export const DASHES = 3;
/** A comment that is opened and never closed. */
export const OPEN_COMMENT = 5;

/**
 * A text cut into tokens, as parallel lists. Quotes are tokens of their own and never swallow what
 * follows: nobody knows in which quotes a text will be put, so none is preferred.
 */
export interface Tokens {
  readonly text: string;
  readonly length: number;
  readonly kind: readonly number[];
  readonly start: readonly number[];
  readonly end: readonly number[];
  /** What the dictionary knows of a word; 0 for everything else. */
  readonly bits: readonly WordBits[];
  /** Whether white space or a comment stands before. */
  readonly spaced: readonly boolean[];
}

const LETTER = 1;
const DIGIT = 2;
const SPACE = 4;

const classOf = (code: number): number => {
  const letter = code | 32;
  if (letter >= 97 && letter <= 122) return LETTER;
  if (code === 95 || code === 36 || code === 64) return LETTER;
  if (code >= 48 && code <= 57) return DIGIT;
  return code <= 32 ? SPACE : 0;
};

const CLASSES: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => classOf(code));

const classAt = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  if (code < 128) return CLASSES[code] ?? 0;
  return code >= 128 ? LETTER : 0;
};

interface Builder {
  readonly kind: number[];
  readonly start: number[];
  readonly end: number[];
  readonly bits: WordBits[];
  readonly spaced: boolean[];
}

/** End of a number: "0x1f", "12", "1e0"; letters behind it are a word of their own. */
const numberEnd = (text: string, from: number): number => {
  let end = from;
  if (text[from] === "0" && (text.charCodeAt(from + 1) | 32) === 120) {
    end += 2;
    while (end < text.length && hexDigit(text.charCodeAt(end)) >= 0) end += 1;
    if (end > from + 2) return end;
    end = from;
  }
  while (end < text.length && classAt(text, end) === DIGIT) end += 1;
  if ((text.charCodeAt(end) | 32) === 101 && classAt(text, end + 1) === DIGIT) {
    end += 1;
    while (end < text.length && classAt(text, end) === DIGIT) end += 1;
  }
  return end;
};

/** End of a comment that opens at `at`; the content of MySQL's conditional ones is read. */
const commentEnd = (text: string, at: number): number | undefined => {
  if (text[at + 2] === "!") {
    let end = at + 3;
    while (end < at + 9 && classAt(text, end) === DIGIT) end += 1;
    return end;
  }
  const close = text.indexOf("*/", at + 2);
  return close < 0 ? undefined : close + 2;
};

/** Cuts a text into tokens in one pass. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: one branch for each kind of character, and no call between
export const tokenize = (text: string, meter: Meter): Tokens => {
  const list: Builder = { kind: [], start: [], end: [], bits: [], spaced: [] };
  let spaced = false;
  let isNeverClosed = false;
  const push = (kind: number, start: number, end: number, bits: WordBits): void => {
    list.kind.push(kind);
    list.start.push(start);
    list.end.push(end);
    list.bits.push(bits);
    list.spaced.push(spaced);
    spaced = false;
  };
  let at = 0;
  while (at < text.length) {
    const begun = at;
    const code = text.charCodeAt(at);
    const kind = classAt(text, at);
    if (kind === SPACE) {
      spaced = true;
      at += 1;
    } else if (kind === LETTER) {
      let hash = 0;
      do {
        hash = hashOn(hash, text.charCodeAt(at));
        at += 1;
      } while (at < text.length && (classAt(text, at) & (LETTER | DIGIT)) !== 0);
      push(WORD, begun, at, WORD_HASHES[hash] === 0 ? 0 : wordBits(text, begun, at));
    } else if (kind === DIGIT) {
      at = numberEnd(text, at);
      push(NUMBER, begun, at, 0);
    } else if (code === 45 && text.charCodeAt(at + 1) === 45) {
      while (text.charCodeAt(at) === 45) at += 1;
      push(DASHES, begun, at, 0);
    } else if (code === 47 && text.charCodeAt(at + 1) === 42) {
      const end = isNeverClosed ? undefined : commentEnd(text, at);
      if (end === undefined) {
        isNeverClosed = true;
        at += 2;
        push(OPEN_COMMENT, begun, at, 0);
      } else {
        at = end;
        spaced = true;
      }
    } else if (code === 42 && text.charCodeAt(at + 1) === 47) {
      at += 2;
      spaced = true;
    } else {
      at += 1;
      push(code, begun, at, 0);
    }
    meter.steps += at - begun;
  }
  return { ...list, text, length: list.kind.length };
};

/** Kind of a token; END behind the last and before the first. */
export const kindAt = (tokens: Tokens, index: number): number => tokens.kind[index] ?? END;

/** Dictionary bits of a token. */
export const bitsAt = (tokens: Tokens, index: number): WordBits => tokens.bits[index] ?? 0;

/** A token in lower case. */
export const textAt = (tokens: Tokens, index: number): string =>
  tokens.text.slice(tokens.start[index] ?? 0, tokens.end[index] ?? 0).toLowerCase();

/** Whether nothing stands between a token and the one before. */
export const isGlued = (tokens: Tokens, index: number): boolean =>
  index > 0 && index < tokens.length && tokens.spaced[index] !== true;

/** ' and " as codes. */
export const isQuote = (kind: number): boolean => kind === 39 || kind === 34;
