import type { Meter } from "../engine/finding.ts";
import {
  bitsAt,
  END,
  isQuote,
  isTextAt,
  kindAt,
  NUMBER,
  OPEN_COMMENT,
  type Tokens,
  textAt,
  WORD,
} from "../engine/tokens.ts";
import {
  CLAUSE,
  CONNECTIVE,
  CONSTANT,
  PREFIX,
  RELATION,
  RISKY_FUNCTION,
  SQL_FUNCTION,
  STATEMENT,
} from "../engine/words.ts";

/** Longest string and longest bracket that an operand may hold, in tokens. */
const MAX_STRING = 12;
const MAX_BRACKET = 40;
const MAX_CHAIN = 6;

const OPEN = 40;
const CLOSE = 41;
const ARITHMETIC: ReadonlySet<number> = new Set([42, 43, 45, 47, 37, 94, 38, 124]);
const SIGNS: ReadonlySet<number> = new Set([43, 45, 126, 33]);

/** What reading an expression brought to light. */
export interface Reading {
  readonly tokens: Tokens;
  readonly meter: Meter;
  /** A string runs to the end of the text: the quote that closes it was meant to be someone else's. */
  isOpen: boolean;
  /** A function was called that waits, reads files or calls out. */
  isRisky: boolean;
  /** A function of SQL was called. */
  hasCall: boolean;
}

/** A reading that has seen nothing yet. */
export const startReading = (tokens: Tokens, meter: Meter): Reading => ({
  tokens,
  meter,
  isOpen: false,
  isRisky: false,
  hasCall: false,
});

/** Behind the bracket that opens at `index`; the end of the text where it is never closed; or -1. */
const skipBracket = (reading: Reading, index: number): number => {
  const { tokens, meter } = reading;
  let depth = 0;
  for (let at = index; at < index + MAX_BRACKET; at += 1) {
    meter.steps += 1;
    const kind = kindAt(tokens, at);
    if (kind === END) return tokens.length;
    if (kind === OPEN) depth += 1;
    if (kind === CLOSE) depth -= 1;
    const bits = bitsAt(tokens, at);
    if (bits !== 0 && kindAt(tokens, at + 1) === OPEN) {
      if ((bits & RISKY_FUNCTION) !== 0) reading.isRisky = true;
      if ((bits & SQL_FUNCTION) !== 0) reading.hasCall = true;
    }
    if (depth === 0) return at + 1;
  }
  return -1;
};

const skipString = (reading: Reading, index: number): number => {
  const { tokens, meter } = reading;
  const quote = kindAt(tokens, index);
  for (let at = index + 1; at < index + MAX_STRING; at += 1) {
    meter.steps += 1;
    const kind = kindAt(tokens, at);
    if (kind === END || kind === OPEN_COMMENT) {
      reading.isOpen = true;
      return at;
    }
    if (kind === quote) return at + 1;
  }
  // Nobody closes it near by: what follows is the text that the attack was hidden in.
  reading.isOpen = true;
  return index + 2;
};

const skipName = (reading: Reading, index: number): number => {
  const { tokens } = reading;
  const bits = bitsAt(tokens, index);
  const isCall = kindAt(tokens, index + 1) === OPEN;
  const reserved = STATEMENT | CLAUSE | CONNECTIVE | RELATION;
  if ((bits & reserved) !== 0 && !(isCall && (bits & (SQL_FUNCTION | RELATION)) !== 0)) return -1;
  let at = index + 1;
  let last = bits;
  while (at < index + 8 && kindAt(tokens, at) === 46 && kindAt(tokens, at + 1) === WORD) {
    last |= bitsAt(tokens, at + 1);
    at += 2;
  }
  if (kindAt(tokens, at) !== OPEN) return at;
  if ((last & RISKY_FUNCTION) !== 0) reading.isRisky = true;
  if ((last & (SQL_FUNCTION | RELATION)) !== 0) reading.hasCall = true;
  return skipBracket(reading, at);
};

const isPrefix = (tokens: Tokens, at: number): boolean =>
  SIGNS.has(kindAt(tokens, at)) || (bitsAt(tokens, at) & PREFIX) !== 0;

/** Behind the "::type" of PostgreSQL, if one stands at `index`. */
const skipCast = (tokens: Tokens, index: number): number => {
  const isCast = kindAt(tokens, index) === 58 && kindAt(tokens, index + 1) === 58;
  return isCast && kindAt(tokens, index + 2) === WORD ? index + 3 : index;
};

/** Length of the arrow that takes a member out of JSON: "->", "->>", "#>", "#>>"; 0 where none is. */
const arrowLength = (tokens: Tokens, index: number): number => {
  const kind = kindAt(tokens, index);
  if ((kind !== 45 && kind !== 35) || kindAt(tokens, index + 1) !== 62) return 0;
  return kindAt(tokens, index + 2) === 62 ? 3 : 2;
};

const skipPrimary = (reading: Reading, index: number): number => {
  const { tokens } = reading;
  let at = index;
  while (at < index + MAX_CHAIN && isPrefix(tokens, at)) at += 1;
  const kind = kindAt(tokens, at);
  if (isQuote(kind) || kind === 96) return skipString(reading, at);
  if (kind === OPEN) return skipBracket(reading, at);
  if (kind === NUMBER) {
    const isDecimal = kindAt(tokens, at + 1) === 46 && kindAt(tokens, at + 2) === NUMBER;
    return isDecimal ? at + 3 : at + 1;
  }
  return kind === WORD ? skipName(reading, at) : -1;
};

/** Behind the operand that begins at `index`, with its arithmetic; or -1. */
export const skipOperand = (reading: Reading, index: number): number => {
  const { tokens } = reading;
  let at = skipPrimary(reading, index);
  for (let turn = 0; turn < MAX_CHAIN && at >= 0 && at < tokens.length; turn += 1) {
    reading.meter.steps += 1;
    at = skipCast(tokens, at);
    const kind = kindAt(tokens, at);
    const arrow = arrowLength(tokens, at);
    if (arrow > 0 && isQuote(kindAt(tokens, at + arrow))) {
      at = skipPrimary(reading, at + arrow);
      continue;
    }
    if (!ARITHMETIC.has(kind)) return at;
    // "||" and "&&" are one operator; "&&" connects, it does not compute.
    const isDouble = kindAt(tokens, at + 1) === kind && (kind === 124 || kind === 38);
    if (isDouble && kind === 38) return at;
    const next = skipPrimary(reading, isDouble ? at + 2 : at + 1);
    if (next < 0) return at;
    at = next;
  }
  return at;
};

/** Behind the comparing sign at `index`, or -1: "=", "==", "!=", "<>", "<=>", "<", ">=". */
const skipSign = (tokens: Tokens, index: number): number => {
  const kind = kindAt(tokens, index);
  const next = kindAt(tokens, index + 1);
  const isEqual = next === 61;
  if (kind === 33) return isEqual ? index + 2 : -1;
  // JSON of PostgreSQL: "<@" is contained in.
  if (kind === 60 && isTextAt(tokens, index + 1, "@")) return index + 2;
  // "=>" is an arrow of some programming language.
  if (kind === 61) return next === 62 ? -1 : index + (isEqual ? 2 : 1);
  if (kind === 60 && isEqual && kindAt(tokens, index + 2) === 62) return index + 3;
  return index + (isEqual || (kind === 60 && next === 62) ? 2 : 1);
};

const SIGN_CODES: ReadonlySet<number> = new Set([33, 60, 61, 62]);

const isNot = (tokens: Tokens, at: number): boolean =>
  kindAt(tokens, at) === WORD && isTextAt(tokens, at, "not");

/** Behind the comparing operator at `index`, or -1. */
export const skipRelation = (tokens: Tokens, index: number): number => {
  if (SIGN_CODES.has(kindAt(tokens, index))) return skipSign(tokens, index);
  // "@>" contains, and "?" has the member; both are followed by something written out.
  if (isTextAt(tokens, index, "@") && kindAt(tokens, index + 1) === 62) return index + 2;
  if (kindAt(tokens, index) === 63 && isQuote(kindAt(tokens, index + 1))) return index + 1;
  const at = isNot(tokens, index) ? index + 1 : index;
  if ((bitsAt(tokens, at) & RELATION) === 0) return -1;
  // "'<' and '>' in titles": a list stands in brackets, or in a variable.
  const isPlain = bitsAt(tokens, at + 1) === 0 && !textAt(tokens, at + 1).startsWith("@");
  const isListed =
    kindAt(tokens, at + 1) !== NUMBER && (kindAt(tokens, at + 1) !== WORD || !isPlain);
  if (isTextAt(tokens, at, "in") && !isListed) return -1;
  return isNot(tokens, at + 1) ? at + 2 : at + 1;
};

/** A comparison that was read. */
export interface Comparison {
  readonly end: number;
  /** Both sides are written out: numbers, strings, or the same name twice. */
  readonly isLiteral: boolean;
  /** "=" or "!=", or a word behind something written out; prose has "<" and "is" too. */
  readonly isEquality: boolean;
  /** A side is a variable or a function of the server: "@@version", "current_user". */
  readonly asksServer: boolean;
  readonly left: number;
}

const isLiteralAt = (tokens: Tokens, from: number, to: number): boolean => {
  for (let at = from; at < to; at += 1) {
    const kind = kindAt(tokens, at);
    if (isQuote(kind) || kind === NUMBER) return true;
    const isWrapping = kind === OPEN || SIGNS.has(kind) || (bitsAt(tokens, at) & PREFIX) !== 0;
    if (!isWrapping) return (bitsAt(tokens, at) & CONSTANT) !== 0;
  }
  return false;
};

const isServerWord = (tokens: Tokens, at: number): boolean =>
  kindAt(tokens, at) === WORD &&
  ((bitsAt(tokens, at) & SQL_FUNCTION) !== 0 || textAt(tokens, at).startsWith("@"));

const sameText = (tokens: Tokens, a: number, b: number): boolean =>
  kindAt(tokens, a) === WORD && textAt(tokens, a) === textAt(tokens, b);

/** Reads "operand relation operand" from `index`, or undefined; a bracket may stay open. */
export const readComparison = (reading: Reading, index: number): Comparison | undefined => {
  const { tokens } = reading;
  for (let from = index; from < index + 3; from += 1) {
    const found = compareFrom(reading, from);
    if (found !== undefined || kindAt(tokens, from) !== OPEN) return found;
  }
  return undefined;
};

/** Most brackets around an operand that nobody closes. */
const MOST_OPEN = 3;

/**
 * Behind what stands on the other side of something written out. Its brackets may stay open as well:
 * "('x')=('x" is closed by the query that it was meant for, not by the prose that it was hidden in.
 */
const skipOther = (reading: Reading, index: number): number => {
  const { tokens } = reading;
  let end = skipOperand(reading, index);
  for (let at = index; end < 0 && at < index + MOST_OPEN && kindAt(tokens, at) === OPEN; at += 1) {
    if (isQuote(kindAt(tokens, at + 1))) end = skipOperand(reading, at + 1);
  }
  return end;
};

const compareFrom = (reading: Reading, index: number): Comparison | undefined => {
  const { tokens } = reading;
  const left = skipOperand(reading, index);
  if (left < 0) return undefined;
  const operator = skipRelation(tokens, left);
  if (operator < 0) return undefined;
  const kind = kindAt(tokens, left);
  // "' or 'a'='": the string that the other side closes may be empty.
  const hasLeft = isLiteralAt(tokens, index, left);
  const skip = hasLeft ? skipOther : skipOperand;
  const right = operator >= tokens.length ? operator : skip(reading, operator);
  if (right < 0) return undefined;
  const hasRight = isLiteralAt(tokens, operator, right);
  const isSame = left - index === 1 && right - operator === 1 && sameText(tokens, index, operator);
  const isEquality = kind === 61 || kind === 33 || (kind === WORD && (hasLeft || hasRight));
  const asksServer = isServerWord(tokens, index) || isServerWord(tokens, operator);
  return { end: right, isLiteral: (hasLeft && hasRight) || isSame, isEquality, asksServer, left };
};
