import {
  AMPERSAND,
  AT,
  BACKSLASH,
  BRACE,
  BRACKET,
  CALL,
  COLON,
  DASHES,
  DOLLAR,
  DOT,
  DOTS,
  EQUALS,
  GREATER,
  HASH,
  HIGH,
  LESS,
  LINE,
  PAREN,
  PERCENT,
  PIPE,
  QUOTE,
  SLASH,
  STAR,
  TICK,
} from "../engine/flags.ts";
import { COMMANDS, isForPieces, NOSQL, PATH, SCRIPT, SQL, VALUE } from "../engine/gates.ts";
import { BEHIND_DIGITS, type Page } from "../engine/scan.ts";
import {
  CLAUSE,
  CONNECTIVE,
  JS_SCHEME,
  RUN_FUNCTION,
  SQL_FUNCTION,
  TOOL_MARK,
  type WordBits,
} from "../engine/words.ts";
import { mayBeCommand, mayBeOption, mayRunBehind } from "./command.ts";
import { backSpace, byteAt, isDigitByte, isQuoteByte, isWordByte, skipSpace } from "./page.ts";
import { mayBeScriptWord, mayBeStoreWord } from "./script.ts";
import { hasFewWords, mayBeSoup, mayBeSqlWord, mayLeaveString } from "./sql.ts";
import { mayLeaveFrame } from "./value.ts";

const COMPARING = EQUALS | LESS | GREATER;
/** What is longer joins nothing to a string that it leaves. */
const SHORT = 128;
/** What is longer is no code or query as a whole. */
const WHOLE = 256;
const COMMAND_SIGNS =
  PIPE | TICK | DOLLAR | BACKSLASH | LESS | GREATER | BRACE | BRACKET | PERCENT | SLASH;

const VALUE_SIGNS = EQUALS | BRACE | BRACKET | BACKSLASH | CALL | LINE | PIPE;

const hasFilter = ({ bytes, length }: Page): boolean => {
  for (let at = bytes.indexOf(41); at >= 0 && at < length; at = bytes.indexOf(41, at + 1)) {
    if (bytes[at + 1] === 40) return true;
  }
  return false;
};

/** The flag of "+" is that of "-" too, and records are full of hyphens. */
const hasPlus = ({ bytes, length }: Page): boolean => bytes.subarray(0, length).includes(43);

/** What a way through directories is written with; "0x2e0x2e0x2f" counts as a long number. */
const WAYS = DOTS | SLASH | BACKSLASH | PERCENT | HIGH | DASHES;

/** A sentence without any of them is no path; only Windows has paths with spaces, behind a drive. */
const isNoPath = (page: Page): boolean => {
  if ((page.flags & WAYS) !== 0) return false;
  const first = skipSpace(page, 0);
  if (byteAt(page, first + 1) === 58) return false;
  const last = backSpace(page, page.length);
  for (let at = first; at < last; at += 1) {
    if (byteAt(page, at) === 32) return true;
  }
  return false;
};

/** Whether a text is short enough to leave a string and open it again; see leavesString. */
const mayRejoin = ({ flags, length }: Page): boolean =>
  length <= SHORT && (flags & QUOTE) !== 0 && (flags & (PIPE | AMPERSAND)) !== 0;

/** Whether a text is short enough to be code of a server, or a query of a search engine, as a whole. */
const mayServe = ({ flags, length }: Page): boolean =>
  length <= WHOLE &&
  ((flags & (DOT | CALL)) === (DOT | CALL) || (flags & (STAR | COLON)) === (STAR | COLON));

/** Gates whose analysers can be told, from a few places, that there is nothing for them. */
const closable = (page: Page): number => {
  const { flags, bits } = page;
  // Comments of SQL and JavaScript vanish between words; nobody can look around them here.
  if ((flags & (STAR | SLASH)) === (STAR | SLASH)) return 0;
  const mayCall = ((bits & RUN_FUNCTION) !== 0 || (flags & AT) !== 0) && (flags & CALL) !== 0;
  return (
    ((flags & (COMPARING | DASHES | HASH)) === 0 ? SQL : 0) |
    ((flags & (EQUALS | BRACE | TICK | BRACKET)) === 0 ? SCRIPT : 0) |
    ((flags & (COMPARING | BRACE | DOLLAR)) === 0 && !mayRejoin(page) && !mayServe(page)
      ? NOSQL
      : 0) |
    ((flags & VALUE_SIGNS) === 0 ? VALUE : 0) |
    ((flags & COMMAND_SIGNS) === 0 && (bits & TOOL_MARK) === 0 && !mayCall ? COMMANDS : 0)
  );
};

/** What the sign at a place opens. */
const openedBySign = (page: Page, at: number, asked: number, hasFew: () => boolean): number => {
  const byte = byteAt(page, at);
  let opened = 0;
  if ((asked & SQL) !== 0) {
    if (isQuoteByte(byte)) opened |= mayLeaveString(page, at, hasFew) ? SQL : 0;
    const isDoubled = byte === 124 || byte === 38;
    if (isDoubled && byteAt(page, skipSpace(page, at + 1)) === byte) opened |= SQL;
  }
  if ((asked & COMMANDS) !== 0) {
    if (byte === 45) opened |= mayBeOption(page, at) ? COMMANDS : 0;
    else if (!isQuoteByte(byte) && mayRunBehind(page, at)) opened |= COMMANDS;
  }
  return opened;
};

/** Words that mean something whatever stands behind them. */
const ANYWHERE = ~(CONNECTIVE | CLAUSE | SQL_FUNCTION | JS_SCHEME);

const meantBefore = (byte: number): WordBits => {
  const sign = String.fromCharCode(byte);
  // Only what begins an operand joins a condition.
  const joins = isWordByte(byte) || isDigitByte(byte) || "'\"(`+-~!".includes(sign);
  return (
    ANYWHERE |
    (joins ? CONNECTIVE : 0) |
    (sign === "@" ? CLAUSE : 0) |
    (sign === "(" ? SQL_FUNCTION : 0) |
    (sign === ":" ? JS_SCHEME : 0)
  );
};

/** By the byte that stands behind a word, white space apart: the words that mean something there. */
const MEANT_BEFORE: Int32Array = Int32Array.from({ length: 256 }, (_, byte) => meantBefore(byte));

const openedByWord = (page: Page, end: number, known: number, asked: number): number => {
  // "1or": the digits are a token of their own, and the word begins behind them.
  if ((known & BEHIND_DIGITS) !== 0) return asked;
  const bits = known & (MEANT_BEFORE[byteAt(page, skipSpace(page, end))] ?? 0);
  if (bits === 0) return 0;
  let opened = 0;
  if ((asked & SQL) !== 0 && mayBeSqlWord(page, end, bits)) opened |= SQL;
  if ((asked & SCRIPT) !== 0 && mayBeScriptWord(page, end, bits)) opened |= SCRIPT;
  if ((asked & NOSQL) !== 0 && mayBeStoreWord(page, end, bits)) opened |= NOSQL;
  return opened;
};

/** What a text as a whole opens, wherever its places are. */
const openedByWhole = (page: Page, asked: number, hasFew: () => boolean): number => {
  let opened = 0;
  if ((asked & SQL) !== 0 && mayBeSoup(page) && hasFew()) opened |= SQL;
  if ((asked & COMMANDS) !== 0 && mayBeCommand(page)) opened |= COMMANDS;
  if ((asked & VALUE) !== 0 && mayLeaveFrame(page)) opened |= VALUE;
  const mayFilter =
    (page.flags & PAREN) !== 0 && (page.flags & (PIPE | AMPERSAND | STAR | EQUALS)) !== 0;
  if ((asked & NOSQL) !== 0 && mayFilter && hasFilter(page)) opened |= NOSQL;
  return opened;
};

/**
 * Closes the gates that nothing opens when what stands around each place is looked at. Words such as
 * "or", quotes and semicolons open gates wherever they occur, and prose is full of them; what an
 * analyser needs beside them it hardly ever has. Like the gates themselves this never closes one
 * before a finding; where a text cannot be judged from a few bytes, it stays open.
 */
export const narrowGates = (page: Page, given: number): number => {
  let gates = (given & PATH) !== 0 && isNoPath(page) ? given & ~PATH : given;
  if ((gates & SCRIPT) !== 0 && isForPieces(page) && !hasPlus(page)) gates &= ~SCRIPT;
  let asked = gates & closable(page);
  if (asked === 0) return gates;
  let few: boolean | undefined;
  // Asked for by few texts, and then by every quote in them.
  const hasFew = (): boolean => {
    few ??= hasFewWords(page);
    return few;
  };
  let opened = openedByWhole(page, asked, hasFew);
  for (let index = 0; index < page.count; index += 1) {
    asked &= ~opened;
    if (asked === 0) return gates;
    const at = page.places[index] ?? 0;
    const bits = page.placeBits[index] ?? 0;
    opened |=
      bits === 0 ? openedBySign(page, at, asked, hasFew) : openedByWord(page, at, bits, asked);
  }
  return gates & ~(asked & ~opened);
};
