import {
  CLAUSE,
  CLAUSE_HEAD,
  CONNECTIVE,
  HASH_MASK,
  HASH_VALUES,
  JS_HOST,
  JS_MEMBER,
  JS_SCHEME,
  JS_SINK,
  RISKY_FUNCTION,
  SCRIPT_WORD,
  SHAPED,
  SQL_FUNCTION,
  WORD_HASHES,
  type WordBits,
} from "./words.ts";

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
/** "--", and a number that goes on in letters: "0x1f", "1e5". */
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
  ["()", PAREN],
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

const flagOf = (byte: number): number => {
  if (byte >= 128) return HIGH;
  const character = String.fromCharCode(byte);
  return CHARACTERS.find(([characters]) => characters.includes(character))?.[1] ?? 0;
};

/** Kinds of characters of which two in a row mean something; everything else is 0. */
const KINDS = { word: 1, dot: 2, hyphen: 3, separator: 4, bracket: 5, blank: 6 } as const;
const KIND_MASK = 7;

const kindOf = (code: number): number => {
  if (isWordCode(code)) return KINDS.word;
  if (code === 46) return KINDS.dot;
  if (code === 45) return KINDS.hyphen;
  if (code === 47 || code === 92) return KINDS.separator;
  if (code === 40) return KINDS.bracket;
  return code === 32 ? KINDS.blank : 0;
};

const pairFlag = (first: number, code: number): number => {
  const second = kindOf(code);
  if (first === KINDS.dot && (second === KINDS.dot || second === KINDS.separator)) return DOTS;
  if (first === KINDS.hyphen && second === KINDS.hyphen) return DASHES;
  if (first === KINDS.word && second === KINDS.bracket) return CALL;
  return first === KINDS.blank && second === KINDS.blank ? BLANKS : 0;
};

/** Where the kind of the character before stands in an index into PAIRS. */
const KIND_SHIFT = 8;

/** By the kind of the character before and a byte that is no part of a word: the flags of both. */
const PAIRS = Int32Array.from(
  { length: (KIND_MASK + 1) << KIND_SHIFT },
  (_, index) => flagOf(index & 255) | pairFlag(index >> KIND_SHIFT, index & 255),
);

/** In CODES: a sign of which the place is noted. */
const NOTED = 1 << 3;
const NOTED_SIGNS = "'\"&-;|\n\r";

/** By byte: its kind, and whether its place is noted. */
const CODES = Uint8Array.from(
  { length: 256 },
  (_, code) => kindOf(code) | (NOTED_SIGNS.includes(String.fromCharCode(code)) ? NOTED : 0),
);

const VALUE_MASK = 127;
const DIGITS = 1 << 7;
const DOLLARS = 1 << 8;
const ATS = 1 << 9;

const letterOf = (code: number): number => {
  const value = HASH_VALUES[code] ?? 0;
  if (code >= 48 && code <= 57) return DIGITS;
  if (code === 36) return value | DOLLARS;
  return code === 64 ? value | ATS : value;
};

/** What a byte adds to the hash of a word, and its flag where it has one; 0 where it ends the word. */
const LETTERS = Uint16Array.from({ length: 256 }, (_, code) =>
  isWordCode(code) ? letterOf(code) : 0,
);

/** The flags of what stood in words. */
const wordFlags = (seen: number): number =>
  ((seen & DIGITS) !== 0 ? DIGIT : 0) |
  ((seen & DOLLARS) !== 0 ? DOLLAR : 0) |
  ((seen & ATS) !== 0 ? AT : 0);

/** "0x1for", "1e5or": the number goes on in letters, and the word begins where nobody sees it. */
const isLongNumber = (bytes: Uint8Array, from: number): boolean => {
  let at = from;
  while (LETTERS[bytes[at] ?? 0] === DIGITS) at += 1;
  const letter = (bytes[at] ?? 0) | 32;
  return letter === 101 || letter === 120;
};

/** "0x": of numbers in a text of a few words only these mean something by themselves. */
const isHexadecimal = (text: string, from: number): boolean =>
  text.charCodeAt(from) === 48 && (text.charCodeAt(from + 1) | 32) === 120;

/** Words of which the place is noted, so that what stands around them can be looked at. */
const NOTED_WORDS =
  CONNECTIVE |
  SHAPED |
  CLAUSE |
  CLAUSE_HEAD |
  SQL_FUNCTION |
  RISKY_FUNCTION |
  JS_SINK |
  JS_HOST |
  JS_MEMBER |
  JS_SCHEME |
  SCRIPT_WORD;

const EVENT_NAME = /on[a-z]{3}/i;

/** Beside the bits of a place: digits stand before the word, "1or". */
export const BEHIND_DIGITS = 1 << 31;

/** What one pass over a text shows. */
export interface Scan {
  /** Characters that occur. */
  readonly flags: number;
  /** What the words may mean; a hash decides, so that there may be bits too many, never too few. */
  readonly bits: WordBits;
}

/**
 * A text as UTF-8, with the places worth a look. Good until the scanner that made it reads the next.
 */
export interface Page extends Scan {
  readonly bytes: Uint8Array;
  /** Bytes of the text. */
  readonly length: number;
  /** In order: ends of words and signs. */
  readonly places: readonly number[];
  /** What the word that ends at each place may mean; 0 for signs. */
  readonly placeBits: readonly WordBits[];
  /** How many places count; what stands behind them is left from other texts. */
  readonly count: number;
}

/** Up to here a loop over the codes is quicker than to have the text written as UTF-8. */
const SHORT = 32;
/** Bytes that are kept from text to text, 256 kB; longer texts get some of their own. */
const LARGEST_KEPT = 1 << 18;

/** A page while it is written. */
type Draft = Omit<
  { -readonly [Key in keyof Page]: Page[Key] },
  "places" | "placeBits" | "bytes"
> & {
  bytes: Uint8Array<ArrayBuffer>;
  readonly places: number[];
  readonly placeBits: WordBits[];
};

/** Room for a text in UTF-8, and for what is read behind its end. */
const roomFor = (text: string): number => text.length * 3 + 4;

/** Reads texts over. */
export interface Scanner {
  /** What a text holds. Good until the next text. */
  readonly scan: (text: string) => Scan;
  /** The text that was scanned last, with its places; the same until the next one. */
  readonly page: (text: string) => Page;
}

const ENCODER = new TextEncoder();

/** What a character is to the tables: beyond ASCII all are alike. */
const byteOf = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  return code < 128 ? code : 128;
};

/** As scanBytes, for a text of a few words and without its places: most such texts need none. */
const scanCodes = (page: Draft, text: string): void => {
  let flags = 0;
  let bits = 0;
  let kind = 0;
  let seen = 0;
  let at = 0;
  while (at < text.length) {
    const byte = byteOf(text, at);
    let letter = LETTERS[byte] ?? 0;
    if (letter === 0) {
      flags |= PAIRS[(kind << KIND_SHIFT) | byte] ?? 0;
      kind = (CODES[byte] ?? 0) & KIND_MASK;
      at += 1;
      continue;
    }
    if (letter === DIGITS && isHexadecimal(text, at)) flags |= DASHES;
    let hash = 0;
    do {
      seen |= letter;
      hash = ((hash << 5) - hash + (letter & VALUE_MASK)) | 0;
      at += 1;
      letter = at < text.length ? (LETTERS[byteOf(text, at)] ?? 0) : 0;
    } while (letter !== 0);
    kind = KINDS.word;
    bits |= WORD_HASHES[hash & HASH_MASK] ?? 0;
  }
  page.flags = flags | wordFlags(seen);
  page.bits = bits;
};

/**
 * One pass over the bytes: most texts hold nothing that any analyser could want. It runs over bytes,
 * because to ask a string for each of its characters costs more than all the rest; and word by word,
 * because a loop that takes every byte alike needs more registers than there are.
 */
// biome-ignore lint/complexity/noExcessiveCognitiveComplexity: a call for each word would cost as much as the word
const scanBytes = (page: Draft, length: number): void => {
  const { bytes, places, placeBits } = page;
  // Behind the last word.
  bytes[length] = 0;
  let flags = 0;
  let bits = 0;
  let kind = 0;
  let count = 0;
  let seen = 0;
  let at = 0;
  while (at < length) {
    const byte = bytes[at] ?? 0;
    let letter = LETTERS[byte] ?? 0;
    if (letter === 0) {
      const known = CODES[byte] ?? 0;
      flags |= PAIRS[(kind << KIND_SHIFT) | byte] ?? 0;
      kind = known & KIND_MASK;
      if ((known & NOTED) !== 0) {
        places[count] = at;
        placeBits[count] = 0;
        count += 1;
      }
      at += 1;
      continue;
    }
    const begun = letter === DIGITS ? BEHIND_DIGITS : 0;
    if (begun !== 0 && isLongNumber(bytes, at)) flags |= DASHES;
    let hash = 0;
    do {
      seen |= letter;
      hash = ((hash << 5) - hash + (letter & VALUE_MASK)) | 0;
      at += 1;
      letter = LETTERS[bytes[at] ?? 0] ?? 0;
    } while (letter !== 0);
    kind = KINDS.word;
    const word = WORD_HASHES[hash & HASH_MASK] ?? 0;
    if (word === 0) continue;
    bits |= word;
    if ((word & NOTED_WORDS) === 0) continue;
    places[count] = at;
    placeBits[count] = (word & NOTED_WORDS) | begun;
    count += 1;
  }
  page.length = length;
  page.flags = flags | wordFlags(seen);
  page.bits = bits;
  page.count = count;
};

/** Builds a scanner, which owns the page it writes on: one for every inspector. */
export const createScanner = (): Scanner => {
  const page: Draft = {
    bytes: new Uint8Array(0),
    length: 0,
    flags: 0,
    bits: 0,
    places: [],
    placeBits: [],
    count: 0,
  };
  /** Text whose bytes and places the page holds. */
  let written: string | undefined;
  const write = (text: string): void => {
    const room = roomFor(text);
    if (page.bytes.length < room || page.bytes.length > LARGEST_KEPT) {
      page.bytes = new Uint8Array(room);
    }
    scanBytes(page, ENCODER.encodeInto(text, page.bytes).written);
    written = text;
  };
  return {
    scan: (text) => {
      written = undefined;
      if (text.length > SHORT) write(text);
      else scanCodes(page, text);
      if ((page.flags & EQUALS) !== 0 && EVENT_NAME.test(text)) page.flags |= EVENT;
      return page;
    },
    page: (text) => {
      if (written !== text) write(text);
      return page;
    },
  };
};
