import {
  AMPERSAND,
  AT,
  BACKSLASH,
  BANG,
  BLANKS,
  BRACE,
  BRACKET,
  CALL,
  CARET,
  COLON,
  DASHES,
  DIGIT,
  DOLLAR,
  DOT,
  DOTS,
  EQUALS,
  EVENT,
  GREATER,
  HASH,
  HIGH,
  LESS,
  LINE,
  PAREN,
  PERCENT,
  PIPE,
  QUESTION,
  QUOTE,
  SEMICOLON,
  SIGN,
  SLASH,
  STAR,
  TICK,
} from "./flags.ts";
import type { Scan } from "./scan.ts";
import {
  CLAUSE,
  CLAUSE_HEAD,
  CODE_MARK,
  CONNECTIVE,
  CONSTANT,
  JS_HOST,
  JS_MEMBER,
  JS_SCHEME,
  JS_SINK,
  LOOP_WORD,
  NOSQL_OPERATOR,
  PREFIX,
  RELATION,
  RISKY_FUNCTION,
  RUN_FUNCTION,
  SCRIPT_WORD,
  SHAPED,
  SQL_FUNCTION,
  STATEMENT,
  STORE_WORD,
} from "./words.ts";

// Which analysers a text is worth, one bit each. A gate may open for nothing; it never closes before
// a finding.

/** Worth decoding. */
export const DECODE = 1 << 0;
/** Worth reading as SQL. */
export const SQL = 1 << 1;
/** Worth reading as markup. */
export const MARKUP = 1 << 2;
/** Worth reading as JavaScript. */
export const SCRIPT = 1 << 3;
/** Worth reading as keys and code of document stores. */
export const NOSQL = 1 << 4;
/** Worth reading as commands. */
export const COMMANDS = 1 << 5;
/** Worth reading as a path. */
export const PATH = 1 << 6;
/** Worth reading as a query of a store that has a language of its own. */
export const LANGUAGES = 1 << 7;
/** Worth reading as a value that leaves a query, or is a request to a store as a whole. */
export const VALUE = 1 << 8;
/** Every analyser, whatever the text holds: what the tests compare the gates with. */
export const ALL = (1 << 9) - 1;

/** Texts up to here are looked at for what makes sense as a whole value only. */
const SHORT = 64;

const COMMENT = DASHES | HASH | STAR;
const COMPARE = EQUALS | LESS | GREATER | BANG;

const conditionGate = (flags: number, bits: number): boolean => {
  const joins = (bits & CONNECTIVE) !== 0 || (flags & (PIPE | AMPERSAND)) !== 0;
  if (!joins) return false;
  if (
    (flags & (COMPARE | COMMENT)) !== 0 ||
    ((bits & SQL_FUNCTION & ~CONSTANT) !== 0 && (flags & CALL) !== 0)
  )
    return true;
  if ((bits & CONSTANT) !== 0 || (flags & (QUOTE | DIGIT)) === (QUOTE | DIGIT)) return true;
  return (bits & RELATION) !== 0 && (flags & (QUOTE | DIGIT)) !== 0;
};

const quoteGate = (flags: number, bits: number, length: number): boolean => {
  if ((flags & QUOTE) === 0) return false;
  if ((flags & (COMMENT | COMPARE | PIPE | CARET)) !== 0) return true;
  if ((flags & (SIGN | SLASH | AMPERSAND | PERCENT)) !== 0 && (flags & PAREN) !== 0) return true;
  return (
    length <= SHORT &&
    ((flags & (SIGN | SLASH | AMPERSAND | PERCENT)) !== 0 ||
      (bits & (RELATION | CONNECTIVE | CLAUSE_HEAD)) !== 0)
  );
};

const sqlGate = (flags: number, bits: number, length: number): boolean =>
  (bits & (RISKY_FUNCTION | SHAPED)) !== 0 ||
  ((bits & CLAUSE) !== 0 && (flags & AT) !== 0) ||
  ((bits & CLAUSE_HEAD) !== 0 && (flags & (DIGIT | COMMENT | QUOTE | AT | PAREN)) !== 0) ||
  ((bits & SQL_FUNCTION) !== 0 && (flags & CALL) !== 0) ||
  ((bits & (CLAUSE_HEAD | CONNECTIVE)) !== 0 && length <= SHORT) ||
  ((flags & COMMENT) !== 0 && (flags & PAREN) !== 0) ||
  conditionGate(flags, bits) ||
  quoteGate(flags, bits, length);

const scriptGate = (flags: number, bits: number): boolean => {
  const names = JS_SINK | JS_HOST | JS_MEMBER;
  if ((bits & names) !== 0 && (flags & (PAREN | TICK | EQUALS | BRACKET | SEMICOLON | BRACE)) !== 0)
    return true;
  // "'+document.cookie+'": a string is left and joined again.
  if ((bits & names) !== 0 && (flags & (QUOTE | SIGN)) === (QUOTE | SIGN)) return true;
  if ((bits & JS_SCHEME) !== 0 && (flags & COLON) !== 0) return true;
  if ((flags & EVENT) !== 0 && (flags & EQUALS) !== 0) return true;
  return (flags & BRACKET) !== 0 && (flags & BANG) !== 0 && (flags & SIGN) !== 0;
};

/** "a='al'+'ert'": names in pieces. */
const pieceGate = (flags: number): boolean =>
  (flags & (QUOTE | SIGN)) === (QUOTE | SIGN) && (flags & (EQUALS | BRACKET)) !== 0;

/** Whether the gate of scripts is open for names in pieces alone, which only a "+" joins. */
export const isForPieces = ({ flags, bits }: Scan): boolean =>
  pieceGate(flags) && !scriptGate(flags, bits);

/** '"script":"doc[…]"', '"map":"function(…)"': code that is the value of a key. */
const CODE_VALUE = QUOTE | COLON | BRACE;
/** "';for(;;){}". */
const ENDLESS = SEMICOLON | PAREN | QUOTE;

/** What document stores run. */
const storeCodeGate = (flags: number, bits: number, length: number): boolean =>
  ((bits & (JS_SCHEME | JS_MEMBER)) !== 0 && (flags & CODE_VALUE) === CODE_VALUE) ||
  ((bits & LOOP_WORD) !== 0 && (flags & ENDLESS) === ENDLESS) ||
  (length <= SHORT * 2 && (flags & QUOTE) !== 0 && (flags & (PIPE | AMPERSAND)) !== 0) ||
  (length <= SHORT * 4 && (flags & (STAR | COLON)) === (STAR | COLON)) ||
  (length <= SHORT * 4 && (flags & (DOT | CALL)) === (DOT | CALL));

const nosqlGate = (flags: number, bits: number, length: number): boolean =>
  ((bits & NOSQL_OPERATOR) !== 0 && (flags & DOLLAR) !== 0) ||
  ((bits & SCRIPT_WORD) !== 0 &&
    (flags & (CALL | PAREN | COMPARE | BRACE | SEMICOLON | QUOTE)) !== 0) ||
  ((flags & EQUALS) !== 0 && (flags & (PIPE | AMPERSAND)) !== 0) ||
  ((flags & EQUALS) !== 0 && (bits & CONNECTIVE) !== 0) ||
  (flags & (PAREN | PIPE)) === (PAREN | PIPE) ||
  (flags & (PAREN | AMPERSAND)) === (PAREN | AMPERSAND) ||
  (flags & (PAREN | STAR)) === (PAREN | STAR) ||
  (length <= SHORT * 2 && (flags & (PAREN | EQUALS)) === (PAREN | EQUALS)) ||
  storeCodeGate(flags, bits, length);

const COMMAND_MARKS =
  SEMICOLON | PIPE | AMPERSAND | TICK | LINE | DOLLAR | BACKSLASH | LESS | GREATER | BRACE;

/** Only a value that is a command as a whole comes without any of them. */
const wholeGate = (flags: number, length: number): boolean => {
  if (length > SHORT * 4) return false;
  if ((flags & BRACKET) !== 0 || (flags & (SLASH | SIGN)) === (SLASH | SIGN)) return true;
  return length <= SHORT * 2 && (flags & (SLASH | QUOTE | CARET | COLON)) !== 0;
};

const commandGate = (flags: number, bits: number, length: number): boolean =>
  (flags & COMMAND_MARKS) !== 0 ||
  (flags & PERCENT) !== 0 ||
  ((flags & (QUESTION | BRACKET)) !== 0 && (flags & SLASH) !== 0) ||
  ((flags & SIGN) !== 0 && (flags & (QUOTE | PAREN | EQUALS)) !== 0) ||
  (flags & BRACKET) !== 0 ||
  (bits & CODE_MARK) !== 0 ||
  (((bits & RUN_FUNCTION) !== 0 || (flags & AT) !== 0) && (flags & PAREN) !== 0) ||
  (flags & (SLASH | SIGN)) === (SLASH | SIGN) ||
  wholeGate(flags, length);

const pathGate = (flags: number, length: number): boolean =>
  (flags & (DOTS | SLASH | BACKSLASH | PERCENT | DASHES)) !== 0 ||
  ((flags & (COLON | DOT)) !== 0 && length <= SHORT * 16);

/** Signs that open no gate by themselves, nor all of them together. */
export const QUIET = DIGIT | SIGN | BLANKS;

/**
 * Texts up to here are read as a query of a store with its own language; passages of longer ones are read
 * by themselves.
 */
export const LONGEST_QUERY = SHORT * 8;
/** Texts up to here are read as a value that leaves a query, and as a request to a store. */
export const LONGEST_VALUE = SHORT * 16;
/** "soup"},"cook":{"name":"x". */
const JSON_MARKS = QUOTE | COLON | BRACE;

/** What a value leaves a string by, and what a query goes on with. */
const leavesForQuery = (flags: number, bits: number): boolean => {
  if ((flags & (QUOTE | TICK | BACKSLASH)) === 0) return false;
  if ((flags & (PERCENT | PIPE | AMPERSAND)) !== 0) return true;
  if (bits !== 0 && (flags & (SLASH | PAREN | TICK | EQUALS)) !== 0) return true;
  return (flags & CALL) !== 0 && (flags & (SEMICOLON | SIGN)) !== 0;
};

/** Signs that only queries and code have together. */
const isSigned = (flags: number, bits: number): boolean =>
  (flags & JSON_MARKS) === JSON_MARKS ||
  (flags & (BRACE | BANG)) === (BRACE | BANG) ||
  ((flags & (EQUALS | STAR)) !== 0 && (flags & (BRACKET | COLON)) !== 0) ||
  ((flags & (PAREN | COLON)) === (PAREN | COLON) && (bits & (CONNECTIVE | PREFIX)) !== 0);

/** "7 UNION CALL a.b() //", "7 OR meta().id is not …". */
const goesOnBare = (flags: number, bits: number): boolean =>
  ((bits & CLAUSE_HEAD) !== 0 && (flags & PAREN) !== 0 && (flags & SLASH) !== 0) ||
  ((bits & CONNECTIVE) !== 0 && (flags & (CALL | DOT)) === (CALL | DOT));

/** What a short value may be as a whole: "7 || true", a key and a line, a chain of calls. */
const mayBeQuery = (flags: number, length: number): boolean =>
  (length <= SHORT && (flags & PIPE) !== 0) ||
  (length <= SHORT * 2 && (flags & LINE) !== 0) ||
  (length <= SHORT * 2 && (flags & (QUESTION | EQUALS)) === (QUESTION | EQUALS)) ||
  (length <= SHORT * 4 && (flags & (DOT | CALL | QUOTE)) === (DOT | CALL | QUOTE));

const languageGate = (flags: number, bits: number, length: number): boolean => {
  if (length > LONGEST_QUERY) return false;
  if ((bits & STORE_WORD) !== 0) return true;
  const isStatement =
    (bits & STATEMENT) !== 0 &&
    ((flags & LINE) !== 0 || (flags & (SEMICOLON | DIGIT)) === (SEMICOLON | DIGIT));
  return (
    isStatement ||
    isSigned(flags, bits) ||
    goesOnBare(flags, bits) ||
    leavesForQuery(flags, bits) ||
    mayBeQuery(flags, length)
  );
};

/** What a string is left by. */
const LEAVING = QUOTE | TICK | BACKSLASH;

const valueGate = (flags: number, length: number): boolean =>
  length <= LONGEST_VALUE &&
  ((flags & (EQUALS | BRACE | PAREN | BRACKET)) !== 0 ||
    (flags & LEAVING) !== 0 ||
    (length <= SHORT && (flags & (PIPE | AMPERSAND)) !== 0) ||
    ((flags & LINE) !== 0 && (flags & DOT) !== 0));

const openGates = (flags: number, bits: number, length: number): number =>
  ((flags & (PERCENT | AMPERSAND | BACKSLASH | HIGH)) !== 0 ? DECODE : 0) |
  (sqlGate(flags, bits, length) ? SQL : 0) |
  ((flags & (LESS | HIGH)) !== 0 ? MARKUP : 0) |
  (scriptGate(flags, bits) || pieceGate(flags) ? SCRIPT : 0) |
  (nosqlGate(flags, bits, length) ? NOSQL : 0) |
  (commandGate(flags, bits, length) ? COMMANDS : 0) |
  (pathGate(flags, length) ? PATH : 0) |
  (languageGate(flags, bits, length) ? LANGUAGES : 0) |
  (valueGate(flags, length) ? VALUE : 0);

/** The gates of a text that was scanned, one bit each; 0 where nothing is worth a look. */
export const gatesOf = ({ flags, bits }: Scan, length: number): number =>
  bits === 0 && (flags & ~QUIET) === 0 ? 0 : openGates(flags, bits, length);
