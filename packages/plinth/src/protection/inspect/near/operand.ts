import type { Page } from "../engine/scan.ts";
import {
  CLAUSE,
  CLAUSE_HEAD,
  CONNECTIVE,
  CONSTANT,
  PREFIX,
  RELATION,
  RISKY_FUNCTION,
  SQL_FUNCTION,
  STATEMENT,
  wordBits,
} from "../engine/words.ts";
import {
  backSpace,
  bitsBetween,
  bitsFrom,
  byteAt,
  hashBetween,
  hashOfWord,
  isDigitByte,
  isQuoteByte,
  isWordByte,
  skipSpace,
  strangerEnd,
  wordEndAt,
  wordStartAt,
} from "./page.ts";

/** No operand begins here, so that nothing can be compared. */
const NONE = -1;
/** Not to be told from here: the analyser has to look. */
const LOOK = -2;

const RESERVED = STATEMENT | CLAUSE | CONNECTIVE | RELATION;
const CALLED = SQL_FUNCTION | RISKY_FUNCTION | RELATION;
const NOT = hashOfWord("not");
const LONGEST_BRACKET = 160;
const MOST_PARTS = 6;

/** What an operand was made of. */
interface Operand {
  /** Behind it and behind the blanks there; or NONE, or LOOK. */
  readonly end: number;
  /** A number is part of it. */
  readonly hasNumber: boolean;
  /** A name in it could be a function or variable of the server. */
  readonly asks: boolean;
}

const nothing: Operand = { end: NONE, hasNumber: false, asks: false };
const unclear: Operand = { end: LOOK, hasNumber: false, asks: false };

const isArithmetic = (byte: number): boolean =>
  byte === 42 ||
  byte === 43 ||
  byte === 45 ||
  byte === 47 ||
  byte === 37 ||
  byte === 94 ||
  byte === 38 ||
  byte === 124;

/** What may begin an operand and is neither word nor number: quotes, brackets, signs. */
const isOpener = (byte: number): boolean =>
  isQuoteByte(byte) ||
  byte === 40 ||
  byte === 96 ||
  byte === 43 ||
  byte === 45 ||
  byte === 126 ||
  byte === 33;

/** Behind the bracket at `from` and the blanks there; LOOK where it is nested, long or left open. */
const bracketEnd = (page: Page, from: number): number => {
  for (let at = from + 1; at < from + LONGEST_BRACKET; at += 1) {
    const byte = byteAt(page, at);
    if (byte === 41) return skipSpace(page, at + 1);
    if (byte === 40 || at >= page.length) return LOOK;
  }
  return LOOK;
};

/** Behind a number; LOOK where it goes on as hexadecimal or with an exponent. */
const numberEnd = (page: Page, from: number): number => {
  let at = from;
  while (isDigitByte(byteAt(page, at))) at += 1;
  const letter = byteAt(page, at) | 32;
  if (letter === 101 || letter === 120) return LOOK;
  const dot = skipSpace(page, at);
  const decimals = skipSpace(page, dot + 1);
  if (byteAt(page, dot) !== 46 || !isDigitByte(byteAt(page, decimals))) return dot;
  let end = decimals;
  while (isDigitByte(byteAt(page, end))) end += 1;
  return skipSpace(page, end);
};

/** Behind the rest of a name: ".column", "(…)". */
const nameEnd = (page: Page, from: number, bits: number): number => {
  let at = skipSpace(page, from);
  let last = bits;
  for (let turn = 0; byteAt(page, at) === 46; turn += 1) {
    const part = skipSpace(page, at + 1);
    if (!isWordByte(byteAt(page, part))) return at;
    if (turn === 3) return LOOK;
    const end = wordEndAt(page, part);
    last |= bitsBetween(page, part, end);
    at = skipSpace(page, end);
  }
  if (byteAt(page, at) !== 40) return at;
  return (last & CALLED) !== 0 ? LOOK : bracketEnd(page, at);
};

/** Nobody can tell the end of a word from here: the dictionary says it may be more than a name. */
const OTHER = CONSTANT | RISKY_FUNCTION | CLAUSE_HEAD | CONNECTIVE;

/** Behind the name at `from`; NONE where the word cannot begin an operand. */
const wordOperandEnd = (page: Page, from: number, bits: number, word: number): number => {
  const byte = byteAt(page, from);
  if (byte === 64 || byte === 36 || byte === 95 || (bits & OTHER) !== 0) return LOOK;
  if ((bits & RESERVED) === 0) return nameEnd(page, word, bits);
  return byteAt(page, skipSpace(page, word)) === 40 ? LOOK : NONE;
};

/** Reads what grammar.ts reads as an operand, where it is made of plain words and numbers. */
const readOperand = (page: Page, from: number): Operand => {
  let at = from;
  let hasNumber = false;
  let asks = false;
  for (let turn = 0; turn < MOST_PARTS; turn += 1) {
    at = skipSpace(page, at);
    const byte = byteAt(page, at);
    let end = isOpener(byte) ? LOOK : NONE;
    if (isDigitByte(byte)) {
      hasNumber = true;
      end = numberEnd(page, at);
    } else if (isWordByte(byte)) {
      const word = wordEndAt(page, at);
      const bits = bitsBetween(page, at, word);
      if ((bits & PREFIX) !== 0) {
        at = word;
        continue;
      }
      asks ||= (bits & SQL_FUNCTION) !== 0;
      end = wordOperandEnd(page, at, bits, word);
    }
    if (end < 0) return end === LOOK ? unclear : nothing;
    if (!isArithmetic(byteAt(page, end))) return { end, hasNumber, asks };
    at = end + 1;
  }
  return unclear;
};

/** How much what stands before a connective says, as conditions.ts weighs it. */
const weightBefore = (page: Page, start: number): number => {
  const before = backSpace(page, start);
  if (before < 0) return 1;
  const byte = byteAt(page, before);
  if (isQuoteByte(byte) || byte === 41) return 2;
  return byte === 44 || byte === 59 || isDigitByte(byte) ? 1 : 0;
};

/** Behind "is", "in", "is not" and their like; NONE where none stands at `at`. */
const relationEnd = (page: Page, at: number): number => {
  if (!isWordByte(byteAt(page, at))) return NONE;
  const end = wordEndAt(page, at);
  const hash = hashBetween(page, at, end);
  if (hash === NOT) return LOOK;
  if ((wordBits(hash) & RELATION) === 0) return NONE;
  const next = skipSpace(page, end);
  const after = wordEndAt(page, next);
  return hashBetween(page, next, after) === NOT ? after : end;
};

const isLetter = (byte: number): boolean => (byte | 32) >= 97 && (byte | 32) <= 122;

/**
 * Whether the connective that ends at `end` stands between words of prose: a blank, a word that the
 * dictionary does not know, and then a comma, a semicolon or a word that compares nothing. No operand
 * is compared there, as reading it would show; nearly every "or" of a sentence is dismissed by this.
 */
const joinsProse = (page: Page, end: number): boolean => {
  if (byteAt(page, end) !== 32 || !isLetter(byteAt(page, end + 1))) return false;
  const behind = strangerEnd(page, end + 1);
  const sign = byteAt(page, behind);
  if (sign === 44 || sign === 59) return true;
  if (sign !== 32 || !isLetter(byteAt(page, behind + 1))) return false;
  return (bitsFrom(page, behind + 1) & (RELATION | PREFIX)) === 0;
};

/**
 * Whether the connective that ends at `end` could join a condition to a query. Only for texts without
 * comments and comparing signs: then a word has to compare, and prose has few of those.
 */
export const mayJoinCondition = (page: Page, end: number): boolean => {
  if (joinsProse(page, end)) return false;
  const start = wordStartAt(page, end);
  const weight = weightBefore(page, start);
  const first = skipSpace(page, end);
  const left = readOperand(page, first);
  if (left.end === NONE) return false;
  if (left.end === LOOK || (left.hasNumber && weight === 2)) return true;
  const relation = relationEnd(page, left.end);
  if (relation === NONE) return false;
  if (relation === LOOK || left.hasNumber || left.asks || weight === 2) return true;
  const second = skipSpace(page, relation);
  const right = readOperand(page, second);
  if (right.end === LOOK || right.asks) return true;
  // "that is that" compares a word with itself.
  return (
    weight > 0 &&
    hashBetween(page, first, wordEndAt(page, first)) ===
      hashBetween(page, second, wordEndAt(page, second))
  );
};
