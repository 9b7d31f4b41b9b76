import { HASH_MASK, HASH_VALUES, WORD_HASHES, type WordBits } from "./words.ts";

/** Characters that a text holds, one bit each. */
export const LESS = 1 << 0;
export const QUOTE = 1 << 1;
export const TICK = 1 << 2;
/** "%", and NUL, which is written with it. */
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
/** Two blanks in a row, or a tab. */
export const BLANKS = 1 << 21;
export const DIGIT = 1 << 22;
/** Two dots, or a dot beside a separator. */
export const DOTS = 1 << 23;
/** "--". */
export const DASHES = 1 << 24;
/** "(" glued to a word. */
export const CALL = 1 << 25;
/** Anything beyond ASCII. */
export const HIGH = 1 << 26;
/** Letters that follow "on", as in the names of events, and an "=" somewhere. */
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
  ["\0", PERCENT],
  ["\t", BLANKS],
  ["^", CARET],
  ["?", QUESTION],
  [".", DOT],
  ["$", DOLLAR],
  ["@", AT],
  ["0123456789", DIGIT],
];

const isWordCode = (code: number): boolean => code < 128 && HASH_VALUES[code] !== -1;

const buildFlags = (): Int32Array => {
  const flags = new Int32Array(0x10000).fill(HIGH);
  flags.fill(0, 0, 128);
  for (const [characters, flag] of CHARACTERS) {
    for (const character of characters) flags[character.charCodeAt(0)] = flag;
  }
  return flags;
};

/** Kinds of characters of which two in a row mean something; everything else is 0. */
const KINDS = { word: 1, dot: 2, hyphen: 3, separator: 4, bracket: 5, blank: 6 } as const;
const KIND_BITS = 3;
const KIND_MASK = (1 << KIND_BITS) - 1;
const PAIR_MASK = (1 << (2 * KIND_BITS)) - 1;

const kindOf = (code: number): number => {
  if (isWordCode(code)) return KINDS.word;
  if (code === 46) return KINDS.dot;
  if (code === 45) return KINDS.hyphen;
  if (code === 47 || code === 92) return KINDS.separator;
  if (code === 40) return KINDS.bracket;
  return code === 32 ? KINDS.blank : 0;
};

const buildPairs = (): Int32Array => {
  const pairs = new Int32Array(1 << (2 * KIND_BITS));
  const set = (first: number, second: number, flag: number): void => {
    pairs[(first << KIND_BITS) | second] = flag;
  };
  set(KINDS.dot, KINDS.dot, DOTS);
  set(KINDS.dot, KINDS.separator, DOTS);
  set(KINDS.hyphen, KINDS.hyphen, DASHES);
  set(KINDS.word, KINDS.bracket, CALL);
  set(KINDS.blank, KINDS.blank, BLANKS);
  return pairs;
};

// Tables over all character codes, so that the loop needs neither branch nor bound.
const FLAGS = buildFlags();
const PAIRS = buildPairs();
const VALUE_SHIFT = 8;
const MASK_SHIFT = 16;
/** By code, in one number: the kind, what it adds to the hash of a word, and what it leaves of it. */
const CODES = Int32Array.from({ length: 0x10000 }, (_, code) => {
  const word = isWordCode(code)
    ? (HASH_MASK << MASK_SHIFT) | ((HASH_VALUES[code] ?? 0) << VALUE_SHIFT)
    : 0;
  return word | kindOf(code);
});
const EVENT_NAME = /on[a-z]{3}/i;

/** What one pass over a text shows. */
export interface Scan {
  /** Characters that occur. */
  readonly flags: number;
  /** What the words may mean; a hash decides, so that there may be bits too many, never too few. */
  readonly bits: WordBits;
}

/**
 * One pass over the character codes: most texts hold nothing that any analyser could want. The loop
 * has no branches, because on ordinary text every second one would be guessed wrong.
 */
export const scanText = (text: string): Scan => {
  let flags = 0;
  let bits = 0;
  let hash = 0;
  let kind = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    const known = CODES[code] ?? 0;
    const mask = known >>> MASK_SHIFT;
    kind = ((kind << KIND_BITS) | (known & KIND_MASK)) & PAIR_MASK;
    flags |= (FLAGS[code] ?? 0) | (PAIRS[kind] ?? 0);
    // Within a word the place is 0, which is no word's hash: only its end is looked up. Behind a word
    // the mask is 0, and so is the hash from then on.
    bits |= WORD_HASHES[hash & ~mask] ?? 0;
    hash = (hash * 31 + ((known >>> VALUE_SHIFT) & 255)) & mask;
  }
  bits |= WORD_HASHES[hash] ?? 0;
  if ((flags & EQUALS) !== 0 && EVENT_NAME.test(text)) flags |= EVENT;
  return { flags, bits };
};
