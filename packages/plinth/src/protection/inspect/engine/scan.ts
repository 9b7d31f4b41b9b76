import { hashOn, WORD_HASHES, type WordBits } from "./words.ts";

/** Characters that a text holds, one bit each. */
export const LESS = 1 << 0;
export const QUOTE = 1 << 1;
export const TICK = 1 << 2;
export const PERCENT = 1 << 3;
export const AMPERSAND = 1 << 4;
export const BACKSLASH = 1 << 5;
export const SEMICOLON = 1 << 6;
export const PIPE = 1 << 7;
export const LINE = 1 << 8;
export const DOLLAR = 1 << 9;
export const PAREN = 1 << 10;
export const EQUALS = 1 << 11;
export const BRACE = 1 << 12;
export const BRACKET = 1 << 13;
export const SLASH = 1 << 14;
export const HASH = 1 << 15;
export const COLON = 1 << 16;
export const STAR = 1 << 17;
export const SIGN = 1 << 18;
export const BANG = 1 << 19;
export const GREATER = 1 << 20;
export const NUL = 1 << 21;
export const DIGIT = 1 << 22;
/** Two dots, or a dot beside a separator. */
export const DOTS = 1 << 23;
/** "--". */
export const DASHES = 1 << 24;
/** "(" glued to a word. */
export const CALL = 1 << 25;
/** Anything beyond ASCII. */
export const HIGH = 1 << 26;
/** A word that begins with "on", as names of events do. */
export const EVENT = 1 << 27;
export const CARET = 1 << 28;
export const AT = 1 << 29;
export const QUESTION = 1 << 30;

export const DOT = 1 << 31;

const CHARACTERS: readonly (readonly [string, number])[] = [
  ["<", LESS],
  ["'\"", QUOTE],
  ["`", TICK],
  ["%", PERCENT],
  ["&", AMPERSAND],
  ["\\", BACKSLASH],
  [";", SEMICOLON],
  ["|", PIPE],
  ["\n\r", LINE],
  ["(", PAREN],
  ["=", EQUALS],
  ["{", BRACE],
  ["[", BRACKET],
  ["/", SLASH],
  ["#", HASH],
  [":", COLON],
  ["*", STAR],
  ["+-", SIGN],
  ["!~", BANG],
  [">", GREATER],
  ["\0", NUL],
  ["^", CARET],
  ["?", QUESTION],
  [".", DOT],
];

const IN_WORD = 1;

const buildFlags = (): Int32Array => {
  const flags = new Int32Array(128);
  for (const [characters, flag] of CHARACTERS) {
    for (const character of characters) flags[character.charCodeAt(0)] = flag;
  }
  return flags;
};

const buildWordCodes = (): Uint8Array =>
  Uint8Array.from({ length: 128 }, (_, code) =>
    /[a-z0-9_$@]/i.test(String.fromCharCode(code)) ? IN_WORD : 0,
  );

const FLAGS = buildFlags();
const WORD_CODES = buildWordCodes();

/** What one pass over a text shows. */
export interface Scan {
  /** Characters that occur. */
  readonly flags: number;
  /** What the words may mean; a hash decides, so that there may be bits too many, never too few. */
  readonly bits: WordBits;
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

/** One pass over the character codes: most texts hold nothing that any analyser could want. */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: the one loop that sees every character; calls in it cost a third
export const scanText = (text: string): Scan => {
  let flags = 0;
  let bits = 0;
  let hash = 0;
  let length = 0;
  let isNumber = false;
  let last = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code < 128 && WORD_CODES[code] === IN_WORD) {
      if (isDigit(code)) {
        flags |= DIGIT;
        if (length === 0) isNumber = true;
      } else if (isNumber) {
        // "1or": the word begins behind the digits.
        isNumber = false;
        hash = 0;
        length = 0;
      }
      if (length === 1 && (last | 32) === 111 && (code | 32) === 110) flags |= EVENT;
      if (code === 36) flags |= DOLLAR;
      if (code === 64) flags |= AT;
      hash = hashOn(hash, code);
      length += 1;
    } else {
      if (code >= 128) flags |= HIGH;
      else flags |= FLAGS[code] ?? 0;
      if (length > 0) {
        bits |= WORD_HASHES[hash] ?? 0;
        if (code === 40) flags |= CALL;
        hash = 0;
        length = 0;
        isNumber = false;
      }
      if (code === last) {
        if (code === 46) flags |= DOTS;
        else if (code === 45) flags |= DASHES;
      }
      if ((code === 47 || code === 92) && last === 46) flags |= DOTS;
    }
    last = code;
  }
  if (length > 0) bits |= WORD_HASHES[hash] ?? 0;
  return { flags, bits };
};
