// What the characters of a text say by themselves, one bit each.

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

const flagOf = (byte: number): number => {
  if (byte >= 128) return HIGH;
  const character = String.fromCharCode(byte);
  return CHARACTERS.find(([characters]) => characters.includes(character))?.[1] ?? 0;
};

/** By byte: the flag of the character. */
export const BYTE_FLAGS: Int32Array = Int32Array.from({ length: 256 }, (_, byte) => flagOf(byte));
