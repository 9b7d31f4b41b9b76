import { PAREN, QUOTE } from "../engine/flags.ts";
import type { Page } from "../engine/scan.ts";
import {
  CLAUSE,
  CLAUSE_HEAD,
  CONNECTIVE,
  OBJECT_KIND,
  RELATION,
  RISKY_FUNCTION,
  SHAPED,
  SQL_FUNCTION,
  wordBits,
} from "../engine/words.ts";
import { mayJoinCondition } from "./operand.ts";
import {
  backSpace,
  bitsBetween,
  bitsFrom,
  byteAt,
  hashBetween,
  hashesOf,
  hashOfWord,
  isQuoteByte,
  isWordByte,
  skipSpace,
  wordEndAt,
  wordStartAt,
} from "./page.ts";

const SELECT = hashOfWord("select");
const UNION = hashOfWord("union");
const COPY = hashOfWord("copy");
const BY = hashOfWord("by");
const SORTS = hashesOf("order group");
const FILES = hashesOf("outfile dumpfile");
const PROCEDURE = hashOfWord("procedure");
/** Statements that hardly any sentence holds. */
const RARE = hashesOf("exec execute grant revoke shutdown waitfor declare handler");
/** What a statement goes on with, beside the kinds of objects. */
const SECONDS = hashesOf("from into database log insert data or ignore quick low_priority");
const ENDS_LIST = hashesOf("from as");
const SOUP_WORDS = hashesOf("mod div not");

/** "select" goes on as a list of columns could. */
const maySelect = (page: Page, end: number): boolean => {
  const at = skipSpace(page, end);
  const byte = byteAt(page, at);
  if (!isWordByte(byte)) return byte !== 0 && !",.;:?!)/&".includes(String.fromCharCode(byte));
  if (byte === 64 || byte === 36 || byte === 95) return true;
  const word = wordEndAt(page, at);
  if (bitsBetween(page, at, word) !== 0) return true;
  const next = skipSpace(page, word);
  const sign = byteAt(page, next);
  if (isWordByte(sign)) {
    return sign === 64 || ENDS_LIST.has(hashBetween(page, next, wordEndAt(page, next)));
  }
  if (sign === 46) return isWordByte(byteAt(page, skipSpace(page, next + 1)));
  return sign === 40 || sign === 44 || isQuoteByte(sign);
};

/** Any other statement goes on as its shape wants. */
const mayChange = (page: Page, statement: number, end: number): boolean => {
  if (RARE.has(statement)) return true;
  if (statement === COPY) return (page.flags & QUOTE) !== 0;
  const at = skipSpace(page, end);
  const word = wordEndAt(page, at);
  if (word === at) return [40, 64, 91, 96].includes(byteAt(page, at));
  const hash = hashBetween(page, at, word);
  return SECONDS.has(hash) || (wordBits(hash) & OBJECT_KIND) !== 0;
};

/** "union (…", "union all", "order by", "into outfile", "procedure analyse". */
const mayGoOn = (page: Page, clause: number, end: number): boolean => {
  const at = skipSpace(page, end);
  const next = hashBetween(page, at, wordEndAt(page, at));
  if (clause === UNION) {
    const first = byteAt(page, at) | 32;
    // all, distinct, select, values; and a bracket.
    return (
      byteAt(page, at) === 40 || first === 97 || first === 100 || first === 115 || first === 118
    );
  }
  if (SORTS.has(clause)) return next === BY;
  return FILES.has(clause) || (clause === PROCEDURE && wordBits(next) !== 0);
};

const isCalledBehind = (page: Page, end: number): boolean =>
  byteAt(page, skipSpace(page, end)) === 40;

/** "sleep(", "utl_http.x", "xp_cmdshell". */
const mayRisk = (page: Page, end: number): boolean => {
  if (isCalledBehind(page, end)) return true;
  for (let at = wordStartAt(page, end); at < end; at += 1) {
    if (byteAt(page, at) === 95) return true;
  }
  return (byteAt(page, wordStartAt(page, end)) | 32) === 99;
};

/** Whether the word that ends at `end` may mean more to a database than to a reader. */
export const mayBeSqlWord = (page: Page, end: number, bits: number): boolean => {
  if ((bits & CONNECTIVE) !== 0 && mayJoinCondition(page, end)) return true;
  if ((bits & SQL_FUNCTION) !== 0 && isCalledBehind(page, end)) return true;
  if ((bits & RISKY_FUNCTION) !== 0 && mayRisk(page, end)) return true;
  if ((bits & CLAUSE) !== 0 && byteAt(page, skipSpace(page, end)) === 64) return true;
  if ((bits & (SHAPED | CLAUSE_HEAD)) === 0) return false;
  const hash = hashBetween(page, wordStartAt(page, end), end);
  if ((bits & SHAPED) !== 0) {
    return hash === SELECT ? maySelect(page, end) : mayChange(page, hash, end);
  }
  return mayGoOn(page, hash, end);
};

/** Longest value of quotes and operators that conditions.ts reads, in tokens. */
const SOUP = 22;

/** Whether a text has so few words that it could be such a value. To be asked once a text. */
export const hasFewWords = (page: Page): boolean => {
  let words = 0;
  for (let at = 0; at < page.length && words <= SOUP; ) {
    const end = wordEndAt(page, at);
    if (end > at) words += 1;
    at = end + 1;
  }
  return words <= SOUP;
};

const isOperatorByte = (byte: number): boolean =>
  byte === 43 ||
  byte === 45 ||
  byte === 42 ||
  byte === 47 ||
  byte === 124 ||
  byte === 38 ||
  byte === 94 ||
  byte === 37 ||
  byte === 33;

/** Whether a quote may leave a string: an operator, or a word that compares, follows. */
export const mayLeaveString = (page: Page, quote: number, hasFew: () => boolean): boolean => {
  const at = skipSpace(page, quote + 1);
  const byte = byteAt(page, at);
  if (isWordByte(byte)) {
    const bits = bitsFrom(page, at);
    // "they're", "don't".
    if (bits === 0) return false;
    if ((bits & (RELATION | CONNECTIVE)) !== 0) return (bits & RELATION) !== 0 || hasFew();
    return SOUP_WORDS.has(hashBetween(page, at, wordEndAt(page, at))) && hasFew();
  }
  if (isOperatorByte(byte) && hasFew()) return true;
  if ((page.flags & PAREN) === 0) return false;
  let behind = at;
  while (byteAt(page, behind) === 41 && behind < at + 24) behind = skipSpace(page, behind + 1);
  return isOperatorByte(byteAt(page, behind));
};

/** Whether a text begins and ends with quotes: what analyseQuoteSoup reads as a whole. */
export const mayBeSoup = (page: Page): boolean =>
  isQuoteByte(byteAt(page, skipSpace(page, 0))) &&
  isQuoteByte(byteAt(page, backSpace(page, page.length)));
